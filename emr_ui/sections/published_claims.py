"""What the paper states beside what its own tables give, claim by claim."""

from typing import get_args

import streamlit as st

from emr_core.evidence.recompute import counts, findings, has_paper
from emr_core.tables import published_claims
from emr_ui import card, current, pickers


def show() -> None:
    """Draw the section: how many claims agree, which are listed, then the table."""
    whole = current.whole()
    if not has_paper(whole):
        st.info(
            "This cohort has no paper to be held against. "
            "Open the published cohort in the sidebar to see its claims."
        )
        return
    st.caption(
        "Computed now from the whole cohort; the filters do not apply here. "
        "Where two numbers differ, nobody can tell from here which of them is right."
    )
    tally = current.remember("verdicts", lambda: counts(findings(whole)))
    with st.container(horizontal=True, key="verdicts"):
        for verdict, n in tally.items():
            st.metric(verdict.capitalize(), n, width=105)
    verdict = pickers.one_of("Show", get_args(published_claims.Shown), key="verdict", width=200)
    card.table(published_claims, published_claims.Options(verdict), everybody=True)
