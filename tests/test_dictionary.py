"""Template and dictionaries say what FIELDS say, and the template is read without a word of mapping."""

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from emr_core.__main__ import main
from emr_core.dictionary import REDCAP_COLUMNS, data_dictionary, redcap_dictionary, template
from emr_core.fields import Categorical, Several
from emr_core.schema import FIELDS


def test_the_dictionary_has_one_row_a_variable_in_the_schemas_order() -> None:
    dictionary = data_dictionary()
    assert dictionary["column"].tolist() == [field.header for field in FIELDS]
    assert (dictionary["definition"].str.len() > 10).all()
    row = dictionary.set_index("column").loc["wbc_at_diagnosis_10e9_per_l"]
    assert (row["unit"], row["allowed"], row["required"]) == ("10⁹/L", "0 to 2000", "no")


def test_three_variables_are_required() -> None:
    dictionary = data_dictionary()
    assert dictionary.loc[dictionary["required"] == "yes", "column"].tolist() == [
        "patient_id",
        "leukemia_type",
        "emr_sites",
    ]


def test_redcap_gets_its_own_columns_names_and_choices() -> None:
    redcap = redcap_dictionary().set_index("Variable / Field Name")
    assert tuple(redcap_dictionary().columns) == REDCAP_COLUMNS
    assert redcap.loc["leukemia_type", "Field Type"] == "dropdown"
    assert (
        redcap.loc["leukemia_type", "Choices, Calculations, OR Slider Labels"]
        == "1, AML | 2, ALL | 3, MPAL | 4, Other"
    )
    assert redcap.loc["initial_emd", "Field Type"] == "yesno"
    assert redcap.loc["treatment", "Field Type"] == "checkbox"
    assert redcap.loc["age_at_diagnosis_years", "Text Validation Max"] == "120"
    names = redcap.index
    assert names.str.fullmatch(r"[a-z][a-z0-9_]*").all(), "REDCap takes lower case, digits and underscores"
    assert not names.duplicated().any()


def test_the_template_has_every_header_a_drop_down_for_every_list_and_notes() -> None:
    with zipfile.ZipFile(io.BytesIO(template())) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    for field in FIELDS:
        assert f"<t>{field.header}</t>" in texts
    lists = [f for f in FIELDS if isinstance(f, Categorical) and f.levels and f.name != "karyotype"]
    assert sheet.count('type="list"') == len([f for f in lists if not isinstance(f, Several)])
    assert "AML,ALL,MPAL,Other" in sheet


@pytest.mark.parametrize("name", ["template.xlsx", "dictionary.csv", "redcap.csv"])
def test_the_command_writes_what_the_name_asks_for(name: str, tmp_path: Path) -> None:
    assert main(["template", "--out", str(tmp_path / name)]) == 0
    written = (tmp_path / name).read_bytes()
    if name.endswith(".xlsx"):
        assert written.startswith(b"PK")
    else:
        expected = redcap_dictionary() if "redcap" in name else data_dictionary()
        assert len(pd.read_csv(io.BytesIO(written), encoding="utf-8-sig")) == len(expected)


def test_a_name_without_a_known_ending_is_a_wrong_call(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["template", "--out", str(tmp_path / "template.doc")]) == 2
    assert capsys.readouterr().err == "template.doc: end the name in .xlsx or .csv.\n"
