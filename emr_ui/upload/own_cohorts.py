"""The session's own cohorts: renamed, removed, pooled with others, all forgotten at once."""

from dataclasses import replace

import streamlit as st

from emr_core.cohort import Cohort
from emr_core.wording import counted
from emr_ui import current
from emr_ui.upload import held


def show() -> None:
    """Show the cohorts that this session holds, and what can be done with them."""
    own: dict[str, Cohort] = st.session_state.get("own_cohorts", {})
    if not own and held.upload() is None:
        return
    if own:
        st.subheader("Your cohorts in this session", anchor=False)
        for option, cohort in own.items():
            _one(option, cohort)
    st.button(
        "Forget my data", on_click=held.forget, key="forget",
        help="File, mapping, fixes, cohorts and pictures of this session; takes effect at once.",
    )  # fmt: skip


def _one(option: str, cohort: Cohort) -> None:
    """Show one cohort with its name, to be changed, and a button that removes it."""
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"own-{option}"):
        key = held.key(f"rename-{option}")
        st.text_input(
            f"{option}: {counted(len(cohort), 'patient')}", cohort.source.name, key=key,
            on_change=_rename, args=(option, key), width=360,
        )  # fmt: skip
        st.button("Remove", key=f"remove-{option}", on_click=remove, args=(option,), help=f"Remove {option}")


def _rename(option: str, key: str) -> None:
    rename(option, str(st.session_state[key]))


def rename(option: str, name: str) -> None:
    """Give one of the session's cohorts another name; an empty one changes nothing."""
    own = st.session_state["own_cohorts"]
    if name.strip():
        own[option] = replace(own[option], source=replace(own[option].source, name=name.strip()))
        current.forget_figures()


def remove(option: str) -> None:
    """Remove one of the session's cohorts and its figures; if it was open, the published one opens."""
    own = st.session_state["own_cohorts"]
    del own[option]
    current.forget_figures()
    if not own:
        del st.session_state["own_cohorts"]
    if st.session_state.get("cohort") == option:
        st.session_state["cohort"] = current.names()[0]
