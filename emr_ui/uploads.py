"""The session's uploaded file: held in memory, read again on a change, forgotten at once on request."""

from dataclasses import dataclass, replace

import streamlit as st

from emr_core.cohort import Cohort
from emr_core.intake.load import Intake, take_in
from emr_core.intake.mapping import Mapping
from emr_core.intake.raw_table import read_table
from emr_core.intake.read.limits import FIND_ALL, ReadOptions
from emr_ui import current, filter_state

STATE = ("upload", "upload_intake", "own_cohorts", "put_aside", "history", "filters_shown", "memo")
"""Everything of the session in which an upload leaves a trace."""


@dataclass(frozen=True, eq=False)
class Upload:
    """A file as it came, and how it is to be read; `mapping` is None for what its headers suggest."""

    name: str
    data: bytes
    options: ReadOptions = FIND_ALL
    mapping: Mapping | None = None


def held() -> Upload | None:
    """Return the file this session holds."""
    return st.session_state.get("upload")  # type: ignore[no-any-return]


def widget_key(name: str) -> str:
    """Return the key of a widget that starts afresh when the data are forgotten or replaced."""
    return f"{name}-{st.session_state.get('upload_generation', 0)}"


def receive() -> None:
    """Take the file that was just dropped, or let it go when it was removed."""
    file = st.session_state.get(widget_key("file"))
    _hold(Upload(file.name, file.getvalue()) if file is not None else None)


def receive_pasted() -> None:
    """Take the table that was pasted."""
    text = st.session_state.get(widget_key("pasted"), "")
    _hold(Upload("pasted table", text.encode("utf-8")) if text.strip() else None)


def read_differently(options: ReadOptions) -> None:
    """Read the file again with other settings; what its headers mean is then suggested anew."""
    upload = held()
    if upload is not None:
        _hold(replace(upload, options=options, mapping=None))


def map_differently(mapping: Mapping) -> None:
    """Take the file in again by another mapping; it need not be read again."""
    upload, intake = held(), st.session_state.get("upload_intake")
    if upload is not None and intake is not None:
        st.session_state["upload"] = replace(upload, mapping=mapping)
        st.session_state["upload_intake"] = take_in(intake.table, mapping=mapping)


def intake() -> Intake | None:
    """Return what the file gave, read once.

    Raises
    ------
    UnreadableFileError
        If the bytes hold no table.
    """
    upload = held()
    if upload is None:
        return None
    if "upload_intake" not in st.session_state:
        table = read_table(upload.data, upload.name, upload.options)
        st.session_state["upload_intake"] = take_in(table, mapping=upload.mapping)
    return st.session_state["upload_intake"]  # type: ignore[no-any-return]


def use(cohort: Cohort, name: str) -> None:
    """Make the checked cohort one of the session's, and open it; its name never stands in the URL."""
    own = st.session_state.setdefault("own_cohorts", {})
    option = "Uploaded" if not own else f"Uploaded {len(own) + 1}"
    own[option] = replace(cohort, source=replace(cohort.source, name=name.strip() or cohort.source.name))
    st.session_state["cohort"] = option
    filter_state.put_aside()


def forget() -> None:
    """Forget the file, the cohorts made of it and every figure drawn from them, now."""
    for name in STATE:
        st.session_state.pop(name, None)
    st.session_state["upload_generation"] = st.session_state.get("upload_generation", 0) + 1
    st.session_state["cohort"] = current.names()[0]
    filter_state.clear()


def _hold(upload: Upload | None) -> None:
    """Hold this file and nothing of the one before."""
    st.session_state.pop("upload_intake", None)
    if upload is None:
        st.session_state.pop("upload", None)
    else:
        st.session_state["upload"] = upload
