"""What stands above every screen: the cohort's badge, the filters as chips, who is left and why."""

import pandas as pd
import streamlit as st

from emr_core.cohort import Cohort, Source
from emr_core.factors import site_counts
from emr_core.schema import BY_NAME
from emr_core.wording import counted
from emr_ui import address, current, ended, filter_state, opened, rows
from emr_ui.markdown import escaped

KINDS = {"published": "Published", "synthetic": "SYNTHETIC", "uploaded": "Uploaded"}


def switcher() -> Cohort:
    """Offer the cohorts, and return the one that is open; its name is part of the URL."""
    address.options("cohort", "Cohort", (*current.names(), *ended.names()))
    name = st.selectbox(
        "Cohort", current.names(), key="cohort", bind="query-params", on_change=filter_state.put_aside
    )
    return current.open_cohort(name)


def put_aside() -> None:
    """Say which filters wait because this cohort cannot answer them."""
    waiting = st.session_state.get("put_aside", {})
    words = [f"{BY_NAME[name].label}: {_listed(waiting[name])}" for name in BY_NAME if name in waiting]
    words += [BY_NAME[name].label for name in BY_NAME if {f"{name}_from", f"{name}_to"} & set(waiting)]
    if words:
        st.caption(escaped(f"Put aside, not in this cohort: {'; '.join(words)}."))


def badge(cohort: Cohort) -> None:
    """Show which cohort is open; its source, eligibility and limitations are one click away."""
    source = cohort.source
    with st.popover(f"{KINDS[source.kind]}: {escaped(source.name)}", width="stretch", key="cohort-badge"):
        st.markdown(f"**{escaped(source.name)}**, {counted(len(cohort), 'patient')}")
        for heading, lines in (("Eligibility", source.eligibility), ("Limitations", source.limitations)):
            if lines:
                st.markdown(f"**{heading}**\n" + "\n".join(f"- {escaped(line)}" for line in lines))
        _origin(source)


def chips(whole: Cohort, filtered: Cohort) -> None:
    """Show every filter as a chip that removes it, the patients and sites left, and the way there."""
    sites = int(site_counts(filtered).sum())
    left = f"{len(filtered)} of {counted(len(whole), 'patient')}, {counted(sites, 'site')}"
    with st.container(horizontal=True, vertical_alignment="center", key="chips"):
        # First, so that it stays the same element whatever chips there are, and a change of it is read aloud;
        # the style sheet shows it after them.
        with st.container(width="content", key="left"):
            st.markdown(f'<span role="status">**{left}**</span>', unsafe_allow_html=True, width="content")
        for step in filtered.steps:
            st.button(
                f"{escaped(step.sentence)}  ✕",
                key=f"chip-{step.field}",
                help="Remove this filter",
                on_click=filter_state.clear,
                args=(step.field,),
            )
        if filtered.steps:
            box = opened.shown("Who was left out", "attrition", 60 + 37 * len(filtered.steps))
            if box is not None:
                with box:
                    _attrition(filtered)


def undo_and_clear(filtered: Cohort) -> None:
    """Show the buttons that take back the last filter change, or all filters."""
    with st.container(horizontal=True):
        history = bool(st.session_state.get("history"))
        st.button("Undo", on_click=filter_state.undo, disabled=not history, key="undo")
        st.button("Clear all", on_click=filter_state.clear, disabled=not filtered.steps, key="clear-all")


def _listed(value: object) -> str:
    """Return the values of a filter as words."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _attrition(filtered: Cohort) -> None:
    """Show what each filter removed, and who of them was unknown."""
    rows.show(current.remember("attrition", lambda: _steps(filtered)))


def _steps(filtered: Cohort) -> rows.Rows:
    """Return a row a filter, as it is written."""
    steps = [(s.sentence, s.before, s.after, s.before - s.after, s.unknown_left_out) for s in filtered.steps]
    columns = ["Filter", "Before", "After", "Left out", "of them unknown"]
    return rows.written(pd.DataFrame(steps, columns=columns), "Who was left out")


def _origin(source: Source) -> None:
    """Show citation, licence and fingerprint."""
    lines = [source.citation, f"Licence: {source.licence}" if source.licence else ""]
    lines.append(f"Data fingerprint: {source.fingerprint[:8]}")
    st.caption("  \n".join(escaped(line) for line in lines if line))
