"""The steps of bringing a table: how it was read, what columns and words mean, what was found, its use."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import streamlit as st

from emr_core.dictionary import data_dictionary, redcap_dictionary, template
from emr_core.export.csv_file import csv_bytes
from emr_core.fields import Categorical, Several, Sites
from emr_core.intake.issues import Issue
from emr_core.intake.load import Intake
from emr_core.intake.mapping import Column, Mapping, with_constant, with_field
from emr_core.intake.read.limits import ReadOptions
from emr_core.schema import BY_NAME, FIELDS
from emr_core.vocabulary.sites import SITE_NAMES, read_sites
from emr_ui import uploads
from emr_ui.markdown import escaped, escaped_table

LEFT_OUT = "– left out –"
NOT_RECORDED = "– not recorded –"
FOUND = "found"
DELIMITERS = {FOUND: None, "comma": ",", "semicolon": ";", "tab": "\t", "vertical bar": "|"}
ENCODINGS = (FOUND, "utf-8", "cp1252", "latin-1", "cp949", "gb18030", "shift_jis", "utf-16")
VERDICTS = {
    "accept": (st.success, "Accepted."),
    "accept_with_warnings": (st.warning, "Accepted with warnings: read them before you use the cohort."),
    "refuse": (st.error, "Refused: mend what is marked as error, here or in the file."),
}
SEVERITIES = ("error", "warning", "info")
WRITTEN_OUT = 60
"""Findings that are written out in full; more stand in a grid that scrolls."""

ROWS_NAMED = 6


def how_it_was_read(intake: Intake) -> None:
    """Say how the file was read, and offer to read it otherwise."""
    table = intake.table
    parts = [
        f"{len(table.cells)} rows, {len(table.cells.columns)} columns",
        f"sheet {table.sheet}"
        if table.sheet
        else f"text in {table.encoding}, divided by {table.delimiter!r}",
        f"headers in line {table.header_row}",
    ]
    st.caption(escaped(f"{table.name}: {'; '.join(parts)}."))
    with st.expander("Read it differently"), st.form(uploads.widget_key("reading"), border=False):
        sheet = st.selectbox("Sheet", (FOUND, *table.sheets)) if len(table.sheets) > 1 else FOUND
        delimiter = st.selectbox("Cells are divided by", DELIMITERS)
        encoding = st.selectbox("Encoding", ENCODINGS)
        header = st.number_input("Line of the headers", min_value=0, value=None, placeholder=FOUND)
        if st.form_submit_button("Read again"):
            options = ReadOptions(
                encoding=None if encoding == FOUND else encoding,
                delimiter=DELIMITERS[delimiter],
                header_row=header,
                sheet=None if sheet == FOUND else sheet,
            )
            uploads.read_differently(options)
            st.rerun()


def columns(intake: Intake) -> None:
    """Show what every column of the file means, and let it be changed."""
    labels = {field.label: field.name for field in FIELDS}
    meant = {header: name for name, header in intake.mapping.columns.items()}
    rows = [
        (
            header,
            BY_NAME[meant[header]].label if header in meant else LEFT_OUT,
            _why(intake.mapping, meant, header),
        )
        for header in map(str, intake.table.cells.columns)
    ]
    before = pd.DataFrame(rows, columns=["Column in the file", "Means", "Why"])
    st.markdown("**What the columns mean**")
    after = st.data_editor(
        before,
        key=uploads.widget_key("columns"),
        hide_index=True,
        disabled=["Column in the file", "Why"],
        column_config={"Means": st.column_config.SelectboxColumn(options=[LEFT_OUT, *labels], required=True)},
    )
    if not after["Means"].equals(before["Means"]):
        mapping = intake.mapping
        for header, was, now in zip(before.iloc[:, 0], before["Means"], after["Means"], strict=True):
            if was != now:
                mapping = _without(mapping, labels.get(was, ""))
                mapping = mapping if now == LEFT_OUT else with_field(mapping, labels[now], Column(header))
        uploads.map_differently(mapping)
        st.rerun()


def what_is_missing(intake: Intake) -> None:
    """Offer one value for all rows, or the row number, for a required column that the file lacks."""
    held = {*intake.mapping.columns, *intake.mapping.constants}
    if "patient_id" not in held and not intake.mapping.row_number_as_id:
        st.button("Use the row number as patient code", on_click=_number_rows, args=(intake.mapping,))
    if "leukemia_type" not in held:
        levels = BY_NAME["leukemia_type"]
        assert isinstance(levels, Categorical)
        chosen = st.selectbox("All patients have", (LEFT_OUT, *levels.levels), key=uploads.widget_key("type"))
        if chosen != LEFT_OUT:
            uploads.map_differently(with_constant(intake.mapping, "leukemia_type", chosen))
            st.rerun()


def words(intake: Intake) -> None:
    """Ask what words of the file mean that no vocabulary knows; nothing is guessed."""
    for name, found, meanings in _asked(intake):
        st.markdown(f"**Words under {escaped(BY_NAME[name].label)} that are not known**")
        before = pd.DataFrame({"Word": list(found), "Rows": list(found.values()), "Means": NOT_RECORDED})
        after = st.data_editor(
            before,
            key=uploads.widget_key(f"words-{name}"),
            hide_index=True,
            disabled=["Word", "Rows"],
            column_config={"Means": st.column_config.SelectboxColumn(options=[NOT_RECORDED, *meanings])},
        )
        said = {w: m for w, m in zip(after["Word"], after["Means"], strict=True) if m != NOT_RECORDED}
        if said:
            old = intake.mapping.fields[name]
            new = replace(old, words={**old.words, **said})
            uploads.map_differently(with_field(intake.mapping, name, new))
            st.rerun()


def _asked(intake: Intake) -> Iterator[tuple[str, Counter[str], tuple[str, ...]]]:
    """Yield the fields with unknown words: name, word to rows, and what a word can mean."""
    for name in intake.mapping.columns:
        field = BY_NAME[name]
        values = intake.asked.get(field.header, Counter())
        if isinstance(field, Sites):
            cells = ((read_sites(text), rows) for text, rows in values.items())
            unknown = Counter({w: n for reading, n in cells for w in (*reading.unread, *reading.questions)})
            meanings = SITE_NAMES
        elif isinstance(field, Categorical) and not isinstance(field, Several) and not field.open:
            unknown, meanings = values, field.levels
        else:
            continue
        if unknown:
            yield name, unknown, meanings


def findings(intake: Intake) -> None:
    """Show the verdict, what became of the rows, and every finding with its place and what to do."""
    show, sentence = VERDICTS[intake.verdict]
    numbers = ", ".join(
        f"{sum(issue.severity == severity for issue in intake.issues)} {severity}" for severity in SEVERITIES
    )
    show(f"{sentence} {escaped(intake.counts.sentence)}")
    if not intake.issues:
        return
    order = sorted(intake.issues, key=lambda issue: (SEVERITIES.index(issue.severity), issue.row))
    frame = pd.DataFrame(
        [(i.severity, i.row or "", i.column, i.value, i.message) for i in order],
        columns=["Severity", "Row", "Column", "Value", "What, and what to do"],
    ).astype("str")
    st.markdown(f"**What was found**: {numbers}")
    told = _together(order)
    if len(told) <= WRITTEN_OUT:
        st.table(escaped_table(told), border="horizontal", hide_index=True)
    else:
        st.dataframe(told, hide_index=True)
    st.download_button(
        "Findings as CSV", lambda: csv_bytes(frame), "emr-findings.csv", "text/csv", on_click="ignore"
    )


def use(intake: Intake) -> None:
    """Offer to explore the cohort, and to keep the mapping for next month's file."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if intake.cohort is not None:
            name = st.text_input("Name of the cohort", intake.table.name, key=uploads.widget_key("name"))
            st.button("Use this cohort", type="primary", on_click=uploads.use, args=(intake.cohort, name))
        profile = intake.mapping.to_json()
        st.download_button("Keep the mapping", profile, "emr-mapping.json", on_click="ignore")


def documents() -> None:
    """Offer the blank template and what each column means."""
    with st.container(horizontal=True):
        st.download_button("Blank template", template, "emr-template.xlsx", on_click="ignore")
        dictionary = data_dictionary()
        st.download_button(
            "Data dictionary", lambda: csv_bytes(dictionary), "dictionary.csv", on_click="ignore"
        )
        redcap = redcap_dictionary()
        st.download_button(
            "REDCap dictionary", lambda: redcap.to_csv(index=False).encode(), "redcap.csv", on_click="ignore"
        )


def _together(issues: list[Issue]) -> pd.DataFrame:
    """Return the findings with the rows of one kind and value told together, in the order given."""
    groups: dict[tuple[str, str, str, str], list[Issue]] = {}
    for issue in issues:
        groups.setdefault((issue.severity, issue.code, issue.column, issue.value), []).append(issue)
    lines = [
        (first.severity, _rows(group), first.message) for group in groups.values() for first in group[:1]
    ]
    return pd.DataFrame(lines, columns=["", "Rows", "What, and what to do"])


def _rows(issues: list[Issue]) -> str:
    """Return the rows of some findings: 2, 6, 11 and 5 more."""
    rows = [str(issue.row) for issue in issues if issue.row]
    return ", ".join(rows[:ROWS_NAMED]) + (
        f" and {len(rows) - ROWS_NAMED} more" if len(rows) > ROWS_NAMED else ""
    )


def _why(mapping: Mapping, meant: dict[str, str], header: str) -> str:
    """Return why a column is read as it is."""
    if header in meant:
        return mapping.fields[meant[header]].reason
    return "" if header in mapping.unmapped else "date, time or site column"


def _without(mapping: Mapping, name: str) -> Mapping:
    """Return the mapping without one field."""
    return replace(
        mapping, fields={other: column for other, column in mapping.fields.items() if other != name}
    )


def _number_rows(mapping: Mapping) -> None:
    uploads.map_differently(replace(mapping, row_number_as_id=True))
