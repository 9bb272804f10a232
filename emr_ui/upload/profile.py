"""A saved mapping: loaded for next month's export, with a sentence of what fitted."""

import streamlit as st

from emr_core.intake.intake import Intake
from emr_core.intake.mapping import Mapping, ProfileError
from emr_core.wording import counted, listed, quoted
from emr_ui.upload import held


def show() -> None:
    """Offer to load a mapping that was saved before."""
    st.file_uploader(
        "Load a saved mapping (JSON)", type=["json"], key=held.file_key("profile"), on_change=_load,
        max_upload_size=1,
    )  # fmt: skip


def _load() -> None:
    file, intake = st.session_state.get(held.file_key("profile")), held.last_intake()
    if file is None or intake is None:
        return
    try:
        plan = Mapping.from_json(file.getvalue().decode("utf-8", errors="replace"))
    except ProfileError as error:
        held.say(str(error), wrong=True)
        return
    held.map_differently(lambda _: plan)
    held.say(fitted(plan, intake))


def fitted(plan: Mapping, intake: Intake) -> str:
    """Return how many of a mapping's columns the file has, and which it lacks or does not use."""
    headers = [str(header) for header in intake.table.cells.columns]
    used = sorted(plan.used)
    lacking = [header for header in used if header not in headers]
    new = [header for header in headers if header not in plan.used]
    said = (
        f"The saved mapping fits: {len(used) - len(lacking)} of its {counted(len(used), 'column')} are here."
    )
    if lacking:
        said += f" Not in this file: {listed(map(quoted, lacking))}."
    if new:
        said += f" Not in the mapping, left out: {listed(map(quoted, new))}."
    return said
