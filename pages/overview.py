"""Who, where, when, what happened? One page that prints: the facts, Table 1, and what is not known."""

import streamlit as st

from emr_core.headline import LEGEND, facts_by_heading, headline
from emr_core.tables import missingness, table_one
from emr_ui import card, current, rows, thresholds
from emr_ui.markdown import escaped

whole, cohort = current.whole(), current.filtered()

if not card.nobody_left():
    blocks = current.remember("headline", lambda: rows.of_blocks(facts_by_heading(headline(cohort))))
    headings = list(blocks)
    with st.container(key="facts"):
        for pair in (headings[:2], headings[2:]):
            for column, heading in zip(st.columns(2), pair, strict=False):
                with column.container(border=True, height="stretch", key=f"facts-{heading}"):
                    st.header(escaped(heading), anchor=False)
                    rows.show(blocks[heading])
    st.caption(escaped(LEGEND))

    card.table(table_one, table_one.Options(thresholds.policy()))
    card.table(missingness)
    st.caption(escaped(f"Cohort: {whole.source.name}. {whole.source.citation}".strip()))
    st.caption("To print this page, or keep it as a PDF, use the browser's own print command.")
