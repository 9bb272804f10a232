"""The share-safe switch of the session: how few patients are not counted in what leaves, and who is known."""

import streamlit as st

from emr_core.cohort import Source
from emr_core.export.k_anonymity import k_anonymity
from emr_core.export.share_safe import EXEMPT, THRESHOLDS, protects
from emr_ui import current
from emr_ui.markdown import escaped

KEPT = "share_safe"
"""Where the choice is kept on screens that do not offer it; the widget's own value goes with its screen."""


def threshold(source: Source | None = None) -> int:
    """Return the least count that is shown in what leaves; 0 shows all, as for cohorts that are exempt.

    `source` is that of what leaves, if it is not of the open cohort alone.
    """
    chosen = THRESHOLDS[st.session_state.get(KEPT, "Off")]
    return chosen if protects(source or current.whole().source, chosen) else 0


def switch() -> None:
    """Offer the thresholds for an upload, with how easily its patients are known; else say why not."""
    whole = current.whole()
    if not protects(whole.source, min(filter(None, THRESHOLDS.values()))):
        st.caption(f"Share-safe: {EXEMPT[whole.source.kind]}")
        return
    st.segmented_control(
        "Share-safe",
        list(THRESHOLDS),
        default=st.session_state.get(KEPT, "Off"),
        required=True,
        key="share-safe",
        on_change=_keep,
        help="Withholds counts of fewer patients, and those that would give them away, in all slides and in "
        "the files of every picture and table. Pictures with such counts become tables; pictures of single "
        "patients are left out. Your own words are not changed.",
    )
    found = current.keep(("k", whole.source.fingerprint), lambda: k_anonymity(whole))
    st.caption(escaped(found.sentence))


def _keep() -> None:
    """Keep the choice for the other screens."""
    st.session_state[KEPT] = st.session_state["share-safe"]
