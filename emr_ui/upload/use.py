"""Step 5: the checked cohort gets a name and is used on every screen; everything made of it is downloaded."""

from dataclasses import replace

import streamlit as st

from emr_core.cohort import Cohort
from emr_core.intake.intake import Intake
from emr_core.wording import counted
from emr_ui import audit, filter_state
from emr_ui.upload import downloads, held


def line(intake: Intake) -> str:
    """Return whether there is a cohort to use."""
    if intake.cohort is None:
        return "not yet: the errors come first"
    return f"{counted(len(intake.cohort), 'patient')} ready"


def show(intake: Intake) -> None:
    """Offer to explore the cohort under a name, and what was made of the file as files."""
    if intake.cohort is not None:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(
                "Name of the cohort", intake.table.name, key=held.file_key("name"), width=360
            )
            st.button(
                "Use this cohort", type="primary", on_click=use, args=(intake.cohort, name), key="use-cohort"
            )
        st.caption(_where(intake.cohort))
    downloads.of_the_result(intake)


def _where(cohort: Cohort) -> str:
    """Return where this cohort is in use, or where its name will stand."""
    own: dict[str, Cohort] = st.session_state.get("own_cohorts", {})
    in_use = [option for option, held_one in own.items() if _same(held_one, cohort)]
    if in_use and st.session_state.get("cohort") in in_use:
        return f"In use on every screen, as {in_use[-1]}. Use it again to hold it a second time."
    return "The name stands under pictures and in files, never in the address."


def _same(one: Cohort, other: Cohort) -> bool:
    return one.source.fingerprint == other.source.fingerprint


def use(cohort: Cohort, name: str) -> None:
    """Make the checked cohort one of the session's, and open it."""
    own = st.session_state.setdefault("own_cohorts", {})
    option = free_option(set(own))
    own[option] = replace(cohort, source=replace(cohort.source, name=name.strip() or cohort.source.name))
    st.session_state["cohort"] = option
    audit.used(cohort)
    filter_state.put_aside()


def free_option(taken: set[str]) -> str:
    """Return under which word a further cohort stands in the list and in the address: no name of a file."""
    numbered = ("Uploaded", *(f"Uploaded {number}" for number in range(2, len(taken) + 2)))
    return next(option for option in numbered if option not in taken)
