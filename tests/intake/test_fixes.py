"""Cells changed and rows removed on screen: applied before parsing, said, and part of the fingerprint."""

import pytest

from emr_core.intake.fixes import with_fixes
from emr_core.intake.load import take_in
from emr_core.intake.raw_table import RawTable, read_table

TEXT = (
    "patient_id,leukemia_type,emr_sites,emr_to_bmr_weeks,Nachname\n"
    "A,ALL,CSF,3 wks?,Kim\n"
    "B,AML,skin,4,Lee\n"
    "C,AML,bone,5,Park\n"
)


def table(text: str = TEXT) -> RawTable:
    return read_table(text.encode(), "cohort.csv")


def test_a_cell_changed_on_screen_is_read_as_changed_and_said() -> None:
    before = take_in(table())
    assert [issue.code for issue in before.issues if issue.row == 1] == ["not_a_number"]
    after = take_in(table(), fixes={(1, "emr_to_bmr_weeks"): " 3 "})
    assert after.cohort is not None
    assert after.cohort.patients["emr_to_bmr"].tolist() == [3.0, 4.0, 5.0]
    assert [issue for issue in after.issues if issue.row == 1] == []
    (said,) = [issue for issue in after.issues if issue.code == "cells_changed"]
    assert (said.severity, said.row) == ("info", 0)
    assert said.message == "1 cell was changed on screen: row 1, emr_to_bmr_weeks: '3 wks?' to '3'."


def test_the_file_as_it_was_read_is_kept() -> None:
    raw = table()
    after = take_in(raw, fixes={(1, "emr_to_bmr_weeks"): "3"}, dropped=frozenset({2}))
    assert after.table is raw
    assert raw.cells["emr_to_bmr_weeks"].tolist() == ["3 wks?", "4", "5"]
    assert after.fixed.cells["emr_to_bmr_weeks"].to_dict() == {0: "3", 2: "5"}
    assert (after.fixes, after.dropped) == ({(1, "emr_to_bmr_weeks"): "3"}, frozenset({2}))


def test_a_removed_row_is_counted_and_the_others_keep_their_number() -> None:
    text = TEXT.replace("C,AML,bone,5", "C,AML,bone,soon")
    after = take_in(table(text), fixes={(1, "emr_to_bmr_weeks"): "3"}, dropped=frozenset({2}))
    assert after.counts.sentence == "3 rows = 2 patients + 0 merged + 0 refused + 1 removed."
    (unread,) = [issue for issue in after.issues if issue.code == "not_a_number"]
    assert unread.row == 3
    messages = [issue.message for issue in after.issues]
    assert "1 row was removed on screen: row 2." in messages


def test_values_that_could_name_a_patient_are_not_repeated() -> None:
    fixes = {(1, "patient_id"): "Z", (2, "Nachname"): "Smith"}
    after = take_in(table(), fixes=fixes)
    (said,) = [issue for issue in after.issues if issue.code == "cells_changed"]
    assert said.message == (
        "2 cells were changed on screen: row 1, patient_id (values not shown); "
        "row 2, Nachname (values not shown)."
    )


def test_fixes_are_part_of_the_fingerprint_and_what_changes_nothing_is_not() -> None:
    def fingerprint(**given: object) -> str:
        cohort = take_in(table(), **given).cohort  # type: ignore[arg-type]
        assert cohort is not None
        assert "skin tumour" not in cohort.source.reading
        return cohort.source.fingerprint

    plain = fingerprint()
    assert fingerprint(fixes={(2, "emr_sites"): "skin"}) == plain
    assert len({plain, fingerprint(fixes={(2, "emr_sites"): "skin tumour"}), fingerprint(dropped={2})}) == 3


def test_a_refused_file_is_accepted_once_the_wrong_row_is_removed_or_corrected() -> None:
    twice = "patient_id,leukemia_type,emr_sites,sex\nA,ALL,CSF,M\nA,ALL,CSF,F\n"
    refused = take_in(table(twice))
    assert refused.counts.sentence == "2 rows = 0 patients + 0 merged + 2 refused."
    removed = take_in(table(twice), dropped=frozenset({2}))
    assert removed.verdict == "accept"
    corrected = take_in(table(twice), fixes={(2, "patient_id"): "B"})
    assert corrected.counts.sentence == "2 rows = 2 patients + 0 merged + 0 refused."


def test_a_cell_too_long_to_be_read_is_no_error_once_it_is_shortened() -> None:
    long = TEXT.replace("Park", "x" * 5_000)
    assert {"long_cell"} == {note.code for note in table(long).notes}
    assert with_fixes(table(long), {(3, "Nachname"): "x"}).notes == ()


@pytest.mark.parametrize(
    ("fixes", "dropped", "message"),
    [
        ({(4, "sex"): "M"}, set(), "cohort.csv has no row 4: it has 3 rows, counted from 1."),
        ({(0, "sex"): "M"}, set(), "cohort.csv has no row 0: it has 3 rows, counted from 1."),
        ({}, {9}, "cohort.csv has no row 9: it has 3 rows, counted from 1."),
        ({(1, "sex"): "M"}, set(), "cohort.csv has no column 'sex'. Name it as the file does."),
    ],
)
def test_a_row_or_column_that_is_not_there_is_named(
    fixes: dict[tuple[int, str], str], dropped: set[int], message: str
) -> None:
    with pytest.raises(ValueError, match=r"has no") as error:
        with_fixes(table(), fixes, frozenset(dropped))
    assert str(error.value) == message


def test_all_rows_removed_is_a_file_without_patients() -> None:
    nobody = take_in(table(), dropped=frozenset({1, 2, 3}))
    assert nobody.verdict == "refuse"
    assert nobody.counts.sentence == "3 rows = 0 patients + 0 merged + 0 refused + 3 removed."
