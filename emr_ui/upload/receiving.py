"""Where a file is dropped or a table pasted, and taken in with its progress shown."""

import streamlit as st

from emr_core.intake.intake import Intake
from emr_core.intake.issues import UnreadableFileError
from emr_ui.markdown import escaped
from emr_ui.sign_in import permission
from emr_ui.upload import held, waiting, warehouse


def show() -> None:
    """Offer to drop a file or to paste a table, to those who may."""
    if permission.refused("upload"):
        return
    st.caption(
        "Your table is held in the server's memory for this session only: it is not written to disk, and "
        "nothing of it is sent on. Patient code, leukaemia type and site are required; all else is optional."
    )
    # Any file may be dropped: what it is not is said by the reader, in a sentence of ours.
    file = st.file_uploader(
        "Your table (CSV, TSV or other text; XLSX, XLSM)",
        key=held.key("file"),
        on_change=held.receive,
    )
    if file is not None and held.upload() is None:
        # The first file after the server was restarted behind an open page: Streamlit calls nothing for it.
        held.receive()
        st.rerun()
    with st.expander("Or paste it"):
        st.text_area("Cells copied from a spreadsheet", key=held.key("pasted"), on_change=held.receive_pasted)
    warehouse.show()


def taken_in() -> Intake | None:
    """Return what the file gave; a file that holds no table ends in a sentence."""
    place = st.empty()
    try:
        return held.intake(waiting.told(place))
    except UnreadableFileError as error:
        st.error(escaped(error))
        return None
    finally:
        place.empty()
