"""The session's uploaded file: held in memory, taken in again on a change, forgotten at once on request."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import streamlit as st

from emr_core.intake.fixes import Fixes
from emr_core.intake.intake import Intake
from emr_core.intake.issues import UnreadableFileError
from emr_core.intake.load import take_in
from emr_core.intake.mapping import Mapping as Plan
from emr_core.intake.mapping import ProfileError
from emr_core.intake.progress import Progress, part, silent
from emr_core.intake.raw_table import RawTable, read_table
from emr_core.intake.read.limits import FIND_ALL, ReadOptions
from emr_ui import audit, current, filter_state, retention
from emr_ui.sign_in import permission

STATE = ("upload", "upload_table", "upload_intake", "upload_said", "upload_problem", "own_cohorts",
         "put_aside", "history", "filters_shown", "memo", "narrowed", "decks", "deck_note",
         "presented", "patient_clicked", "patient_shown", "patient_of_upload", "patient",
         "warehouse", "pairs", "compared", "sides_kept")  # fmt: skip
"""Everything of the session in which an upload leaves a trace."""


Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Upload:
    """A file as it came, how it is to be read, and what was changed by hand.

    `plan` is None for what the file itself suggests; `fixes` and `left_out` are the cells changed and the
    rows removed, by their number in the file.
    """

    name: str
    data: bytes
    options: ReadOptions = FIND_ALL
    plan: Plan | None = None
    fixes: Fixes = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()


def upload() -> Upload | None:
    """Return the file this session holds."""
    return st.session_state.get("upload")


def options() -> ReadOptions:
    """Return what was told of the way to read the file."""
    file = upload()
    return FIND_ALL if file is None else file.options


def key(name: str) -> str:
    """Return the key of a widget that starts afresh when the data are forgotten."""
    return f"{name}-{st.session_state.get('upload_generation', 0)}"


def file_key(name: str) -> str:
    """Return the key of a widget that starts afresh with another file, or another reading of it."""
    return f"{key(name)}-{st.session_state.get('upload_number', 0)}"


def turn_key(name: str) -> str:
    """Return the key of a grid that starts afresh whenever the table behind it was set anew."""
    return f"{file_key(name)}-{st.session_state.get('upload_turn', 0)}"


def receive() -> None:
    """Take the file that was just dropped, or let it go when it was removed."""
    file = st.session_state.get(key("file"))
    hold(Upload(file.name, file.getvalue()) if file is not None else None)


def receive_pasted() -> None:
    """Take the table that was pasted."""
    text = st.session_state.get(key("pasted"), "")
    # Half a surrogate pair can be pasted but not encoded; it becomes the sign for a lost letter.
    data = text.encode("utf-8", errors="replace")
    hold(Upload("pasted table", data) if text.strip() else None)


def hold(file: Upload | None) -> None:
    """Hold this file and nothing of the one before; of those who may not upload, nothing."""
    for name in ("upload", "upload_table", "upload_intake", "upload_said", "upload_problem"):
        st.session_state.pop(name, None)
    st.session_state["upload_number"] = st.session_state.get("upload_number", 0) + 1
    if file is not None and permission.may("upload"):
        st.session_state["upload"] = file


def read_differently(options: ReadOptions) -> None:
    """Read the file again with other settings; what its headers mean is then suggested anew."""
    file = upload()
    if file is not None:
        hold(Upload(file.name, file.data, options))


def map_differently(change: Callable[[Plan], Plan]) -> None:
    """Take the file in again by another mapping; one that cannot be used changes nothing and is said."""
    file, intake = upload(), last_intake()
    if file is None or intake is None:
        return
    try:
        plan = change(intake.mapping)
    except ProfileError as error:
        say(str(error), wrong=True)
        start_grids_afresh()
        return
    st.session_state["upload"] = replace(file, plan=plan)
    start_grids_afresh()


def fix(fixes: Fixes, left_out: frozenset[int]) -> None:
    """Take the file in again with these cells changed and these rows left out."""
    file = upload()
    if file is not None:
        st.session_state["upload"] = replace(file, fixes=dict(fixes), left_out=left_out)


def start_grids_afresh() -> None:
    """Let every grid show the table as it now is; what was typed into it is part of the table already."""
    st.session_state["upload_turn"] = st.session_state.get("upload_turn", 0) + 1


def say(sentence: str, *, wrong: bool = False) -> None:
    """Keep a sentence for the next run of the screen."""
    st.session_state["upload_said"] = (sentence, wrong)


def said() -> tuple[str, bool]:
    """Return the sentence kept by the last callback, once, and whether something went wrong."""
    return st.session_state.pop("upload_said", ("", False))  # type: ignore[no-any-return]


def intake(progress: Progress = silent) -> Intake | None:
    """Return what the file gave; read once, and taken in once for every change.

    Raises
    ------
    UnreadableFileError
        If the bytes hold no table.
    """
    file = upload()
    if file is None:
        return None
    held = st.session_state.get("upload_intake")
    if held is None or held[0] is not file:
        table = _table(file, part(progress, 0.0, 0.5))
        made = take_in(
            table, mapping=file.plan, fixes=file.fixes, dropped=file.left_out,
            progress=part(progress, 0.5, 1.0),
        )  # fmt: skip
        if held is None:
            audit.uploaded(table.sha256, made)
        st.session_state["upload_intake"] = held = (file, made, {})
    return held[1]


def once(name: str, make: Callable[[], Made]) -> Made:
    """Return what `make` gives of the file as it now is; made once, and forgotten with the next change."""
    held = st.session_state.get("upload_intake")
    memo: dict[str, Made] = {} if held is None else held[2]
    if name not in memo:
        memo[name] = make()
    return memo[name]


def last_intake() -> Intake | None:
    """Return what the file gave on the last run, for callbacks."""
    held = st.session_state.get("upload_intake")
    return None if held is None else held[1]


def _table(file: Upload, progress: Progress) -> RawTable:
    """Return the table in the file, read once; so is a file that cannot be read."""
    if "upload_table" not in st.session_state:
        try:
            st.session_state["upload_table"] = read_table(
                file.data, file.name, file.options, progress=progress
            )
        except UnreadableFileError as error:
            audit.uploaded(hashlib.sha256(file.data).hexdigest(), None)
            st.session_state["upload_table"] = error
    table = st.session_state["upload_table"]
    if isinstance(table, UnreadableFileError):
        raise UnreadableFileError(*table.args)
    return table  # type: ignore[no-any-return]


def forget() -> None:
    """Forget the file, the cohorts made of it and every figure drawn from them, now."""
    audit.forgot(*st.session_state.get("own_cohorts", {}).values())
    retention.forget()
    for name in STATE:
        st.session_state.pop(name, None)
    st.session_state["upload_generation"] = st.session_state.get("upload_generation", 0) + 1
    st.session_state["cohort"] = current.names()[0]
    filter_state.clear()
