"""Step 1: how the file was read, said in a line; each finding can be set otherwise."""

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from emr_core.intake.intake import Intake
from emr_core.intake.read.limits import Decimal, Quote, ReadOptions, Step
from emr_core.intake.reading_steps import steps_offered, with_step
from emr_core.wording import counted
from emr_ui.markdown import escaped
from emr_ui.upload import held

Told = TypeVar("Told")
FOUND = "as found"
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "vertical bar": "|"}
ENCODINGS = ("utf-8", "cp1252", "latin-1", "cp949", "gb18030", "big5", "shift_jis", "utf-16")
DECIMALS: dict[str, Decimal] = {"point": ".", "comma": ","}
STEPS: dict[Step, str] = {
    "groups": "Names of groups above the headers",
    "codes down": "Codes of patients filled down",
    "sheets": "Sheets of the same columns together",
    "code book": "Codes by the file's own list",
    "turned": "Table on its side turned",
}
WAYS = {"yes": True, "no": False}
QUOTES: dict[str, Quote] = {'double "': '"', "single '": "'", "none": ""}


def line(intake: Intake) -> str:
    """Return how the file was read, as a line."""
    table = intake.table
    words = {mark: word for word, mark in DELIMITERS.items()}
    parts = [f"{counted(len(table.cells), 'row')}, {counted(len(table.cells.columns), 'column')}"]
    if table.sheet:
        parts.append(f"sheet {table.sheet}" + (f" of {len(table.sheets)}" if len(table.sheets) > 1 else ""))
    else:
        mark = words.get(table.delimiter, repr(table.delimiter))
        parts.append(f"text in {table.encoding}, divided by {mark}")
    parts.append(f"headers in line {table.header_row}" if table.header_row else "no line of headers")
    if table.decimal == ",":
        parts.append("decimal comma")
    return "; ".join(parts)


def show(intake: Intake) -> None:
    """Say what was found in the file itself, and offer to read it otherwise."""
    for note in intake.table.notes:
        st.markdown(escaped(note.message))
    st.caption("Read it differently: what is left *as found* is found again.")
    with st.form(held.file_key("reading"), border=False):
        options = _options(intake)
        if st.form_submit_button("Read again"):
            held.read_differently(options)
            st.rerun()


def _options(intake: Intake) -> ReadOptions:
    """Show a widget for everything a reader can be told, and return what they say."""
    table, told = intake.table, held.options()
    delimiter, encoding, quote, sheet = told.delimiter, told.encoding, told.quote, told.sheet
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(table.sheets) > 1:
            sheet = _choice("Sheet", {name: name for name in table.sheets}, sheet)
        header = st.number_input(
            "Line of the headers (0: none)", min_value=0, value=told.header_row, placeholder=FOUND, width=220
        )
        decimal = _choice("Decimal sign", DECIMALS, told.decimal)
        if not table.sheet:
            delimiter = _choice("Cells are divided by", DELIMITERS, delimiter)
            encoding = _choice("Encoding", {name: name for name in ENCODINGS}, encoding)
            quote = _choice("Quotation marks", QUOTES, quote)
        steps = {step: _way(step, told) for step in steps_offered(table, told)}
    options = ReadOptions(
        encoding=encoding,
        delimiter=delimiter,
        quote=quote,
        decimal=decimal,
        header_row=None if header is None else int(header),
        sheet=sheet,
    )
    for step, way in steps.items():
        options = with_step(options, step, way)
    return options


def _way(step: Step, told: ReadOptions) -> bool | None:
    """Show the choice of one step beyond reading, as it was told last."""
    last = True if step in told.wanted else False if step in told.declined else None
    return _choice(STEPS[step], WAYS, last)


def _choice(label: str, choices: Mapping[str, Told], told: Told | None) -> Told | None:
    """Show one choice, as it was told last; by default everything is found."""
    words = [FOUND, *choices]
    held_word = next((word for word, value in choices.items() if value == told), FOUND)
    chosen = st.selectbox(label, words, index=words.index(held_word), width=220)
    return choices.get(chosen)
