"""The session's own cohorts: renamed, removed, pooled with others, all forgotten at once."""

from dataclasses import replace

import streamlit as st

from emr_core.cohort import Cohort
from emr_core.pool import pooled
from emr_core.wording import counted
from emr_ui import audit, board, current
from emr_ui.upload import held, use


def show() -> None:
    """Show the cohorts that this session holds, and what can be done with them."""
    own: dict[str, Cohort] = st.session_state.get("own_cohorts", {})
    if own:
        st.header("Your cohorts in this session", anchor=False)
        for option, cohort in own.items():
            _one(option, cohort)
        _pool()
    if own or held.upload() is not None:
        st.button(
            "Forget my data", on_click=held.forget, key="forget",
            help="File, mapping, changes, cohorts and pictures of this session; takes effect at once.",
        )  # fmt: skip


def _one(option: str, cohort: Cohort) -> None:
    """Show one cohort with its name, to be changed, and a button that removes it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = held.key(f"rename-{option}")
        st.text_input(
            f"{option}: {counted(len(cohort), 'patient')}", cohort.source.name, key=key,
            on_change=_rename, args=(option, key), width=360,
        )  # fmt: skip
        st.button("Remove", key=f"remove-{option}", on_click=remove, args=(option,), help=f"Remove {option}")


def _pool() -> None:
    """Offer to pool cohorts, the published one among them; the institution of every patient is kept."""
    key = held.key("pool")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.multiselect(
            "Pool cohorts", current.names(), key=key, format_func=_called, placeholder="choose two or more",
            width=480,
        )  # fmt: skip
        few = len(st.session_state[key]) < 2
        st.button("Pool", key="pool-chosen", on_click=_pool_chosen, args=(key,), disabled=few)


def _called(option: str) -> str:
    return f"{option}: {current.named(option).source.name}"


def _pool_chosen(key: str) -> None:
    options = st.session_state[key]
    if len(options) > 1:
        pool(options)
        st.session_state[key] = []


def pool(options: list[str]) -> None:
    """Make one cohort of several, and open it."""
    cohorts = [current.named(option) for option in options]
    names = [cohort.source.name for cohort in cohorts]
    if len(set(names)) < len(names):
        names = [f"{name} [{option}]" for name, option in zip(names, options, strict=True)]
    name = " + ".join(names)
    use.use(pooled(cohorts, names, name), name)


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
    audit.forgot(own.pop(option))
    current.forget_figures()
    board.forget_all_but([current.named(name).source.fingerprint for name in current.names()])
    if not own:
        del st.session_state["own_cohorts"]
    if st.session_state.get("cohort") == option:
        st.session_state["cohort"] = current.names()[0]
