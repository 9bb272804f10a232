"""FIELDS as documents: data dictionary, blank template with drop-downs, REDCap data dictionary.

A file filled in from the template, or the template itself, is read by the intake without a word of mapping.
"""

import io

import pandas as pd
import xlsxwriter

from emr_core.fields import Categorical, Continuous, Field, Flag, Identifier, Karyotype, Several, Sites
from emr_core.schema import FIELDS

TEMPLATE_ROWS = 1000
"""Rows of the blank template that carry drop-downs."""

REDCAP_COLUMNS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
"""Header of a REDCap data dictionary, version 6 and later."""


def data_dictionary() -> pd.DataFrame:
    """Return one row a variable: column, label, section, kind, unit, levels, limits, when known, meaning."""
    rows = [
        {
            "column": field.header,
            "label": field.label,
            "section": field.section,
            "kind": _kind(field),
            "unit": field.unit if isinstance(field, Continuous) else "",
            "levels": " | ".join(_levels(field)),
            "allowed": f"{field.hard[0]:g} to {field.hard[1]:g}" if isinstance(field, Continuous) else "",
            "required": "yes" if field.required else "no",
            "known_from": field.known_from,
            "definition": field.definition,
        }
        for field in FIELDS
    ]
    return pd.DataFrame(rows)


def redcap_dictionary() -> pd.DataFrame:
    """Return the variables as a data dictionary that a REDCap project imports."""
    rows = []
    section = ""
    for field in FIELDS:
        heading = field.section if field.section != section else ""
        section = field.section
        row = dict.fromkeys(REDCAP_COLUMNS, "")
        row["Variable / Field Name"] = field.header
        row["Form Name"] = "extramedullary_relapse"
        row["Section Header"] = heading
        row["Field Type"] = _redcap_type(field)
        row["Field Label"] = field.label
        row["Choices, Calculations, OR Slider Labels"] = " | ".join(
            f"{number}, {level}" for number, level in enumerate(_redcap_levels(field), start=1)
        )
        row["Field Note"] = field.definition
        row["Required Field?"] = "y" if field.required else ""
        if isinstance(field, Continuous):
            row["Text Validation Type OR Show Slider Number"] = "number"
            row["Text Validation Min"], row["Text Validation Max"] = (f"{limit:g}" for limit in field.hard)
        rows.append(row)
    return pd.DataFrame(rows, columns=list(REDCAP_COLUMNS))


def template() -> bytes:
    """Return a blank XLSX: a column a variable with drop-downs, and a sheet of notes that explains them."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        needed = book.add_format({"bold": True, "bg_color": "#FFF2CC", "text_wrap": True, "valign": "top"})
        sheet, notes = book.add_worksheet("Cohort"), book.add_worksheet("Notes")
        sheet.freeze_panes(1, 1)
        for column, field in enumerate(FIELDS):
            sheet.write(0, column, field.header, needed if field.required else bold)
            sheet.write_comment(0, column, field.definition)
            sheet.set_column(column, column, max(12, len(field.header) + 2))
            listed = _levels(field)
            if listed and not isinstance(field, Several | Karyotype):
                sheet.data_validation(1, column, TEMPLATE_ROWS, column, _choice(listed))
            elif isinstance(field, Continuous):
                sheet.data_validation(1, column, TEMPLATE_ROWS, column, _between(field))
        dictionary = data_dictionary()
        for column, name in enumerate(dictionary.columns):
            notes.write(0, column, name, bold)
            notes.write_column(1, column, dictionary[name].tolist())
        notes.set_column(0, len(dictionary.columns) - 1, 24)
    return target.getvalue()


def _kind(field: Field) -> str:
    """Return the kind of a variable in plain words."""
    if isinstance(field, Several):
        return "several of the levels, divided by semicolons"
    if isinstance(field, Karyotype):
        return "karyotype, ISCN or short form"
    if isinstance(field, Flag):
        return "yes or no"
    if isinstance(field, Categorical):
        return "free category" if field.open else "one of the levels"
    if isinstance(field, Continuous):
        return "number"
    if isinstance(field, Sites):
        return "anatomical sites in words, divided by semicolons"
    return "code, never a name or record number" if isinstance(field, Identifier) else "text"


def _levels(field: Field) -> tuple[str, ...]:
    """Return the levels that may be written into a field; a karyotype is written, not chosen."""
    return field.levels if isinstance(field, Categorical) and not isinstance(field, Karyotype) else ()


def _redcap_levels(field: Field) -> tuple[str, ...]:
    """Return the choices of a field; REDCap has a type of its own for yes and no."""
    return () if isinstance(field, Flag) else _levels(field)


def _redcap_type(field: Field) -> str:
    """Return the REDCap field type."""
    if isinstance(field, Flag):
        return "yesno"
    if isinstance(field, Several):
        return "checkbox"
    return "dropdown" if _levels(field) else "text"


def _choice(levels: tuple[str, ...]) -> dict[str, object]:
    """Return a drop-down of levels that warns about other entries."""
    return {
        "validate": "list",
        "source": list(levels),
        "error_type": "warning",
        "error_title": "Not in the list",
        "error_message": "Choose one of the list, or leave the cell empty if it is not known.",
    }


def _between(field: Continuous) -> dict[str, object]:
    """Return a check that a number lies within the hard limits."""
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": field.hard[0],
        "maximum": field.hard[1],
        "error_type": "warning",
        "error_title": "Outside the limits",
        "error_message": f"Between {field.hard[0]:g} and {field.hard[1]:g} {field.unit}, or empty.",
    }
