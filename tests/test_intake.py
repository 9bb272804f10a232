"""From bytes to a cohort: everything found on the way is said, and nothing else happens."""

import re

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from emr_core import cohort as cohorts
from emr_core.cohort import Source
from emr_core.intake.issues import Issue, UnreadableFileError, verdict
from emr_core.intake.load import Intake, load
from emr_core.intake.suggest import suggest_from as suggest
from emr_core.schema import BY_NAME, FIELDS
from tests.cohorts import FILE, all_unknown, csv_text, make_cohort, minimal, published, read

PUBLISHED = FILE.read_text("utf-8")
PYTHON = re.compile(
    r"\b(None|nan|NaN|True|False|dtype|float|str|int|object|Series|Traceback|Error|KeyError)\b"
)
PLAIN = csv_text(sex=["Female", "Male"])


def only_issue(text: str) -> Issue:
    """Return the single thing found in a file."""
    found = read(text).issues
    assert len(found) == 1, [issue.message for issue in found]
    return found[0]


def told(intake: Intake, code: str) -> list[Issue]:
    return [issue for issue in intake.issues if issue.code == code]


def test_the_published_file_is_accepted_without_a_remark() -> None:
    intake = load(FILE.read_bytes(), FILE.name)
    assert (intake.verdict, intake.issues, intake.mapping.unmapped) == ("accept", (), ())
    assert (intake.table.encoding, intake.table.delimiter, intake.table.header_row) == ("utf-8", ",", 1)
    assert intake.table.cells.shape == (22, 19)
    assert len(intake.mapping.columns) == 19


def test_the_published_cohort_has_22_patients_and_40_subsites() -> None:
    cohort = published()
    assert len(cohort) == 22
    assert len(cohort.sites) == 40
    assert len(cohort.sites.drop_duplicates(["patient_id", "site"])) == 38
    assert cohort.sites["patient_id"].nunique() == 22
    assert len(cohort.episodes) == 0
    assert cohort.source.kind == "published"
    assert "10.5812/ijp.1711" in cohort.source.citation


def test_columns_have_the_dtypes_of_the_schema() -> None:
    patients = published().patients
    for name in ("age_at_diagnosis", "wbc_at_diagnosis", "emr_to_bmr", "emr_to_cr", "bmr_to_cr"):
        assert patients[name].dtype == "float64"
    for name in ("sex", "leukemia_type", "fab", "karyotype", "bmr", "response", "last_status"):
        field = BY_NAME[name]
        assert tuple(patients[name].cat.categories) == field.levels  # type: ignore[attr-defined]
    for name in ("patient_id", "treatment", "emr_sites", "karyotype_as_written"):
        assert patients[name].dtype == "str"
    assert list(patients["institution"].cat.categories) == ["Seoul St. Mary's Hospital"]


def test_missing_values_of_the_published_cohort_stay_missing() -> None:
    missing = published().patients.isna().sum()
    assert missing[["wbc_at_diagnosis", "karyotype", "response", "last_status"]].tolist() == [5, 6, 7, 15]
    assert missing["emr_to_cr"] == 7


@pytest.mark.parametrize(
    ("column", "value", "severity", "code", "message"),
    [
        (
            "emr_to_bmr",
            "3 wks?",
            "warning",
            "not_a_number",
            "EMR to BMR, row 2: '3 wks?' is not a number. "
            "Write it in weeks, decimals after a point, or leave it empty.",
        ),
        (
            "age_at_diagnosis",
            "1;7",
            "warning",
            "not_a_number",
            "Age at diagnosis, row 2: '1;7' is not a number. "
            "Write it in years, decimals after a point, or leave it empty.",
        ),
        (
            "age_at_diagnosis",
            "130",
            "error",
            "out_of_range",
            "Age at diagnosis, row 2: '130' cannot be: it must lie between 0 and 120 years. Correct it.",
        ),
        (
            "year_of_emr",
            "19",
            "error",
            "out_of_range",
            "Year of EMR, row 2: '19' cannot be: it must lie between 1900 and 2100. Correct it.",
        ),
        (
            "wbc_at_diagnosis",
            "inf",
            "error",
            "out_of_range",
            "WBC at diagnosis, row 2: 'inf' cannot be: it must lie between 0 and 2000 10⁹/L. Correct it.",
        ),
        (
            "age_at_diagnosis",
            "95",
            "warning",
            "age_pooled",
            "Age at diagnosis, row 2: an age over 89 can identify a patient; counted as 90 years and over.",
        ),
        (
            "sex",
            "xx",
            "warning",
            "not_a_level",
            "Sex, row 2: 'xx' is not one of Female, Male; counted as unknown. Write one of them.",
        ),
        (
            "leukemia_type",
            "CML",
            "warning",
            "not_a_level",
            "Leukaemia type, row 2: 'CML' is not one of AML, ALL, MPAL, Other; counted as unknown. "
            "Write one of them.",
        ),
        (
            "bmr",
            "yes",
            "warning",
            "not_a_level",
            "Bone-marrow relapse, row 2: 'yes' is not one of No BMR, Concurrent, Subsequent, "
            "Marrow not examined; counted as unknown. Write one of them.",
        ),
        (
            "karyotype",
            "banana",
            "warning",
            "karyotype_unread",
            "Karyotype class, row 2: 'banana' is not read as a karyotype; counted as unknown. "
            "Write it in ISCN or as a class.",
        ),
        (
            "karyotype",
            "46,XX[3]",
            "info",
            "karyotype_unknown",
            "Karyotype class, row 2: '46,XX[3]' is only 3 metaphases, none abnormal; counted as unknown.",
        ),
        (
            "emr_sites",
            "CSF; zorp",
            "warning",
            "site_unread",
            "Site, row 2: 'zorp' is not a known site; not counted. Write the organ in plain words.",
        ),
        (
            "emr_sites",
            "CSF, hepatomegaly",
            "warning",
            "site_question",
            "Site, row 2: 'hepatomegaly' may or may not be a site; not counted. Name the organ to count it.",
        ),
        (
            "emr_sites",
            "CSF; bone marrow",
            "info",
            "site_marrow",
            "Site, row 2: bone marrow is not an extramedullary site; record it under marrow relapse.",
        ),
        (
            "emr_sites",
            "multiple",
            "info",
            "site_not_stated",
            "Site, row 2: no organ is named; the site counts as not stated.",
        ),
    ],
)
def test_a_cell_that_cannot_be_taken_as_it_is_gives_one_issue(
    column: str, value: str, severity: str, code: str, message: str
) -> None:
    good = {"emr_sites": "CSF", "leukemia_type": "ALL"}.get(column)
    issue = only_issue(csv_text(**{column: [good, value]}))
    assert (issue.severity, issue.code, issue.message) == (severity, code, message)
    shown = "" if code == "age_pooled" else value
    assert (issue.row, issue.column, issue.value) == (2, BY_NAME[column].header, shown)


def test_what_is_unusual_is_kept_and_what_cannot_be_refuses_the_file() -> None:
    assert make_cohort(wbc_at_diagnosis=[1500]).patients["wbc_at_diagnosis"].tolist() == [1500]
    refused = read(csv_text(age_at_diagnosis=[130]))
    assert (refused.verdict, refused.cohort) == ("refuse", None)


def test_a_value_not_read_is_unknown_in_the_cohort() -> None:
    intake = read(csv_text(leukemia_type=["CML", "ALL"], sex=["xx", "girl"], emr_to_cr=["soon", 3]))
    assert intake.verdict == "accept_with_warnings"
    assert intake.cohort is not None
    patients = intake.cohort.patients
    assert patients[["leukemia_type", "sex", "emr_to_cr"]].isna().iloc[0].all()
    assert patients[["leukemia_type", "sex", "emr_to_cr"]].iloc[1].tolist() == ["ALL", "Female", 3.0]


@pytest.mark.parametrize("missing", ["patient_id", "leukemia_type", "emr_sites"])
def test_a_missing_required_column_is_named_with_its_header(missing: str) -> None:
    frame = pd.DataFrame({"patient_id": ["A"], "leukemia_type": ["ALL"], "emr_sites": ["CSF"]})
    intake = read(frame.drop(columns=missing).to_csv(index=False))
    assert intake.verdict == "refuse"
    (issue,) = intake.issues
    assert (issue.code, issue.row, issue.column) == ("missing_column", 0, missing)
    assert issue.message.startswith(f"No column for {BY_NAME[missing].label} ({missing}).")
    assert issue.message.endswith("Add it, or name it so.")


@pytest.mark.parametrize(
    ("column", "severity", "message"),
    [
        ("patient_id", "error", "Patient, row 2: empty. Fill it in, or remove the row."),
        ("leukemia_type", "error", "Leukaemia type, row 2: empty. Fill it in, or remove the row."),
        ("emr_sites", "warning", "Site, row 2: empty. The patient counts as 'site not stated'."),
    ],
)
def test_an_empty_required_cell_is_named(column: str, severity: str, message: str) -> None:
    filled = {"patient_id": "A", "leukemia_type": "ALL", "emr_sites": "CSF"}
    issue = only_issue(csv_text(**{column: [filled[column], None]}))
    assert (issue.severity, issue.code, issue.message) == (severity, "missing_value", message)
    assert (issue.row, issue.column) == (2, column)


def test_a_repeated_id_in_conflict_is_an_error_that_does_not_repeat_the_code() -> None:
    issue = only_issue(csv_text(patient_id=["SECRET-1", "B", "SECRET-1"], sex=["Male", "Male", "Female"]))
    assert (issue.severity, issue.code, issue.row, issue.column) == ("error", "duplicate_id", 3, "patient_id")
    assert issue.message == (
        "Patient, row 3: the same code stands in an earlier row. They differ in Sex. "
        "One row a patient: correct the rows, or give a date for each relapse."
    )


def test_a_header_without_patients_is_refused() -> None:
    issue = only_issue("patient_id,leukemia_type,emr_sites\n")
    assert (issue.severity, issue.code) == ("error", "no_patients")
    assert issue.message == "The file has a header and no patients. Add one row a patient."


@pytest.mark.parametrize(
    ("columns", "column", "message"),
    [
        (
            {"sex": ["Male", "Female"], "emr_sites": "Testis"},
            "emr_sites",
            "Site, row 2: Testis in a patient whose sex is Female. Correct one of the two.",
        ),
        (
            {"sex": ["Female", "boy"], "emr_sites": "ovary"},
            "emr_sites",
            "Site, row 2: Ovary in a patient whose sex is Male. Correct one of the two.",
        ),
        (
            {"bmr": ["Subsequent", "No BMR"], "emr_to_bmr": 9},
            "emr_to_bmr_weeks",
            "EMR to BMR, row 2: given as '9' though Bone-marrow relapse is No BMR. Correct one of the two.",
        ),
        (
            {"bmr": "Concurrent", "emr_to_bmr": [4.3, 4.5]},
            "emr_to_bmr_weeks",
            "EMR to BMR, row 2: given as '4.5' though Bone-marrow relapse is Concurrent. "
            "Correct one of the two.",
        ),
        (
            {"leukemia_type": ["AML", "ALL"], "fab": "M2"},
            "fab",
            "FAB class, row 2: given as 'M2' though Leukaemia type is ALL. Correct one of the two.",
        ),
        (
            {"leukemia_type": ["MPAL", "AML"], "fab": "L1"},
            "fab",
            "FAB class, row 2: given as 'L1' though Leukaemia type is AML. Correct one of the two.",
        ),
        (
            {"emr": ["Yes", "No"], "emr_sites": "CSF"},
            "emr_sites",
            "Site, row 2: given as 'CSF' though Extramedullary relapse is No. Correct one of the two.",
        ),
    ],
)
def test_what_cannot_be_true_together_is_a_warning(
    columns: dict[str, object], column: str, message: str
) -> None:
    issue = only_issue(csv_text(**columns))  # type: ignore[arg-type]
    assert (issue.severity, issue.code, issue.row) == ("warning", "contradiction", 2)
    assert (issue.column, issue.message) == (column, message)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            {"age_at_diagnosis": [5, 9], "age_at_emr": [6, 4]},
            "Age at diagnosis (years), row 2: 9 is more than Age at EMR (years), 4. Correct one of the two.",
        ),
        (
            {"cr_to_emr": [5, 30], "diagnosis_to_emr": [6, 20]},
            "CR to EMR (months), row 2: 30 is more than Diagnosis to EMR (months), 20. "
            "Correct one of the two.",
        ),
        (
            {"emr_to_cr": [4, 9], "follow_up": [1, 2]},
            "EMR to CR (weeks), row 2: 9 is more than Follow-up from EMR (months), 2. "
            "Correct one of the two.",
        ),
    ],
)
def test_times_out_of_order_are_a_warning_whatever_their_units(
    columns: dict[str, object], message: str
) -> None:
    issue = only_issue(csv_text(**columns))  # type: ignore[arg-type]
    assert (issue.severity, issue.code, issue.row, issue.message) == ("warning", "time_order", 2, message)


def test_patients_without_relapse_need_no_site() -> None:
    intake = read(csv_text(emr=["Yes", "No"], emr_sites=["CSF", None]))
    assert (intake.verdict, intake.issues) == ("accept", ())


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_found(delimiter: str) -> None:
    frame = pd.read_csv(FILE, dtype="str", keep_default_na=False)
    text = frame.to_csv(index=False, sep=delimiter)
    intake = read(text)
    assert intake.table.delimiter == delimiter
    assert (intake.verdict, intake.issues) == ("accept", ())
    assert intake.cohort is not None
    pd.testing.assert_frame_equal(intake.cohort.patients, published().patients)
    pd.testing.assert_frame_equal(intake.cohort.sites, published().sites)


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-16-be", "utf-16")],
)
def test_encodings_are_found_by_their_mark(codec: str, encoding: str) -> None:
    mark = b"\xfe\xff" if codec == "utf-16-be" else b""
    intake = read(mark + csv_text(institution=["Köln", "서울"]).encode(codec))
    assert intake.table.encoding == encoding
    assert intake.cohort is not None
    assert intake.cohort.patients["institution"].tolist() == ["Köln", "서울"]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_every_end_of_line_is_read(end: str) -> None:
    intake = read(PLAIN.replace("\n", end).encode())
    assert intake.verdict == "accept"
    assert len(intake.table.cells) == 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty. Choose a file with a header row and one row a patient."),
        (b" \n\n\t\n", "empty. Choose a file with a header row and one row a patient."),
        (b"\xef\xbb\xbf", "empty. Choose a file with a header row and one row a patient."),
        ("\u00a0\n".encode(), "empty. Choose a file with a header row and one row a patient."),
        (b",,\n,,\n", "holds no cell that is filled in."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is a picture (PNG), not a table."),
        (b"a,b\n1,\x00", "is not a text file. Save the table as 'CSV UTF-8' and try again."),
        (b"a,b\n1,2\n3\n", "row 2: 1 cell where the header has 2. Look for a missing or an extra delimiter"),
        (b"a,b\n1,2,3\n", "row 1: 3 cells where the header has 2. Look for a missing or an extra delimiter"),
        (b"a,b,a\n1,2,3\n", "two columns are called 'a'. Rename one of them."),
        (b'a,b\n1,"' + b"x" * 140_000, "a cell is too long to be one. Look for a quotation mark"),
    ],
)
def test_a_file_that_is_no_table_says_why(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableFileError) as error:
        load(data, "file.csv")
    assert str(error.value).startswith("file.csv")
    assert message in str(error.value)
    assert not PYTHON.search(str(error.value))


def test_blank_lines_and_blank_columns_at_the_edge_are_no_data() -> None:
    intake = read("\n \n" + PLAIN.replace("\n", ",,\n") + ",,,,,\n \n")
    assert (intake.verdict, intake.table.header_row) == ("accept_with_warnings", 3)
    assert {issue.code for issue in intake.issues} == {"blank_rows", "blank_columns"}
    assert intake.table.cells.shape == (2, 4)


def test_a_column_with_a_value_and_no_header_is_named_by_its_letter() -> None:
    text = PLAIN.replace("Male\n", "Male,x\n", 1).replace("\n", ",\n", 1).replace("Female\n", "Female,\n")
    issue = only_issue(text)
    assert (issue.severity, issue.code) == ("warning", "blank_header")
    assert read(text).table.cells["Column E"].tolist() == ["", "x"]


def test_headers_are_found_by_alias_label_and_unit_in_any_case() -> None:
    headers = ("UPN", "Leukaemia type", "Relapse sites", "Age (years)", "EMR to CR (weeks)", "Gender", "x")
    mapping = suggest(headers)
    assert mapping.columns == {
        "patient_id": "UPN",
        "leukemia_type": "Leukaemia type",
        "emr_sites": "Relapse sites",
        "age_at_diagnosis": "Age (years)",
        "emr_to_cr": "EMR to CR (weeks)",
        "sex": "Gender",
    }
    assert mapping.unmapped == ("x",)


def test_a_header_in_a_unit_that_the_field_cannot_have_is_not_taken_for_it() -> None:
    assert suggest(("EMR to CR (%)", "WBC (days)", "WBC (%)", "EMR to CR (furlongs)")).columns == {}


def test_the_tidy_header_goes_before_an_alias_wherever_it_stands() -> None:
    mapping = suggest(("Age", "age_at_diagnosis_years", "age_dx"))
    assert mapping.columns == {"age_at_diagnosis": "age_at_diagnosis_years"}
    assert mapping.unmapped == ("Age", "age_dx")
    assert suggest(("age_dx", "Age")).columns == {"age_at_diagnosis": "age_dx"}


def test_every_header_of_the_schema_finds_its_own_field() -> None:
    assert suggest(tuple(field.header for field in FIELDS)).columns == {f.name: f.header for f in FIELDS}


@pytest.mark.parametrize("word", ["", "NA", "n/a", "unknown", "?", "-", "nd", "null", " nan "])
def test_words_for_not_recorded_are_missing_everywhere(word: str) -> None:
    names = ("sex", "age_at_diagnosis", "karyotype", "treatment", "institution", "outcome_as_published")
    patients = make_cohort(**{name: [word] for name in names}).patients
    assert patients[list(names)].isna().all(axis=None)


@pytest.mark.parametrize(
    ("column", "written", "level"),
    [
        ("sex", "m", "Male"),
        ("sex", "GIRL", "Female"),
        ("leukemia_type", "acute myeloid leukaemia", "AML"),
        ("bmr", "combined", "Concurrent"),
        ("response", "cr", "Complete remission"),
        ("last_status", "Expire", "Died (cause not stated)"),
        ("initial_emd", "1", "Yes"),
        ("initial_emd", "0", "No"),
        ("initial_emd", "absent", "No"),
        ("treatment", "CTx + RT, chemo", "Chemotherapy; Radiotherapy"),
        ("symptoms", "none", "No symptoms"),
        ("karyotype", "46,XX,t(8;21)(q22;q22)[20]", "t(8;21)"),
    ],
)
def test_spellings_lead_to_levels(column: str, written: str, level: str) -> None:
    assert make_cohort(**{column: [written]}).patients[column].tolist() == [level]


def test_the_karyotype_as_written_stands_beside_its_class() -> None:
    patients = make_cohort(karyotype=["46, XY", None]).patients
    assert patients["karyotype"].tolist()[0] == "Normal"
    assert patients["karyotype_as_written"].tolist()[0] == "46, XY"
    assert patients["karyotype_as_written"].isna().tolist() == [False, True]


def test_ids_keep_their_zeros_and_their_case() -> None:
    cohort = make_cohort(patient_id=["007", "7", "a1", "A1"])
    assert cohort.patients["patient_id"].tolist() == ["007", "7", "a1", "A1"]
    assert cohort.sites["patient_id"].tolist() == ["007", "7", "a1", "A1"]


def test_laterality_and_wording_of_a_site_are_kept_and_bilateral_is_one_site() -> None:
    sites = make_cohort(emr_sites=["left testis", "Testis (bilateral)"], sex="Male").sites
    assert sites[["site", "laterality", "as_written"]].to_numpy().tolist() == [
        ["Testis", "left", "testis"],
        ["Testis", "bilateral", "Testis"],
    ]


def tidy(frame: pd.DataFrame) -> str:
    """Return a cohort's patients as a tidy file."""
    names = {name: BY_NAME[name].header for name in frame if name in BY_NAME}
    written = frame.drop(columns="karyotype").rename(columns={"karyotype_as_written": "karyotype"})
    return written.rename(columns=names).to_csv(index=False)


def test_a_cohort_written_tidily_reads_back_the_same() -> None:
    again = read(tidy(published().patients))
    assert (again.verdict, again.issues) == ("accept", ())
    assert again.cohort is not None
    order = list(published().patients.columns)
    pd.testing.assert_frame_equal(again.cohort.patients[order], published().patients)
    pd.testing.assert_frame_equal(again.cohort.sites, published().sites)


def test_a_file_of_all_columns_without_values_keeps_every_dtype() -> None:
    patients = all_unknown().patients
    assert {field.name for field in FIELDS} <= set(patients.columns)
    assert patients.drop(columns=["patient_id", "leukemia_type"]).isna().all(axis=None)
    assert patients["follow_up"].dtype == "float64"
    assert isinstance(patients["bmr"].dtype, pd.CategoricalDtype)


def test_columns_the_file_lacks_are_absent() -> None:
    assert set(minimal().patients.columns) == {"patient_id", "leukemia_type", "emr_sites"}
    assert len(minimal().sites) == 4


def test_the_fingerprint_tells_bytes_reading_and_schema_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    one = read(PLAIN)
    assert one.cohort is not None
    first = one.cohort.source
    same = read(PLAIN, "renamed.csv").cohort
    other_bytes = read(PLAIN.replace("Female", "Male")).cohort
    assert same is not None
    assert other_bytes is not None
    assert first.fingerprint == same.source.fingerprint
    assert first.fingerprint != other_bytes.source.fingerprint
    assert first.fingerprint != Source("", "uploaded", first.sha256, "another mapping").fingerprint
    before = first.fingerprint
    monkeypatch.setattr(cohorts, "SCHEMA_VERSION", "next")
    assert first.fingerprint != before


@pytest.mark.parametrize(
    ("severities", "result"),
    [
        ((), "accept"),
        (("info",), "accept"),
        (("info", "warning"), "accept_with_warnings"),
        (("warning", "error", "info"), "refuse"),
    ],
)
def test_the_verdict_is_that_of_the_worst_issue(severities: tuple[str, ...], result: str) -> None:
    assert verdict(tuple(Issue(severity, "x", "x") for severity in severities)) == result  # type: ignore[arg-type]


# Without an apostrophe, so that what a message quotes can be taken out of it.
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0'"), max_size=12)


def says_it_in_words(intake: Intake) -> None:
    """Check that messages are a clinician's, and rows those of the file."""
    for issue in intake.issues:
        assert 0 <= issue.row <= len(intake.table.cells)
        assert issue.message.endswith(".")
        assert not PYTHON.search(re.sub(r"'[^']*'", "", issue.message)), issue.message


@settings(max_examples=200)
@given(st.binary(max_size=400))
@example(b"\xff\xfe\x00")
@example(b"\xef\xbb\xbf\n,\n")
@example(b'"')
@example(b'a\r"b\r\n')
def test_any_bytes_give_an_intake_or_say_why_not(data: bytes) -> None:
    try:
        intake = load(data, "x.csv")
    except UnreadableFileError as error:
        why = str(error)
    else:
        why = "x.csv"
        assert all(0 <= issue.row <= len(intake.table.cells) for issue in intake.issues)
        assert (intake.cohort is None) == (intake.verdict == "refuse")
    assert why.startswith("x.csv")


@settings(max_examples=60)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                field.name: st.one_of(
                    CELLS, st.sampled_from(["", "3", "-1", "1e9", "Yes", "CSF", "M2", "AML"])
                )
                for field in FIELDS
            }
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_cells_give_an_intake_that_speaks_plainly(rows: list[dict[str, str]]) -> None:
    columns = {field.name: [row[field.name] for row in rows] for field in FIELDS}
    try:
        intake = read(csv_text(**columns))  # type: ignore[arg-type]
    except UnreadableFileError:
        return
    says_it_in_words(intake)
    assert (intake.cohort is None) == (intake.verdict == "refuse")
    counts = intake.counts
    assert counts.rows == len(intake.table.cells) == counts.patients + counts.merged + counts.refused
    assert counts.patients == (0 if intake.cohort is None else len(intake.cohort))
