"""A saved mapping and another file: what fits is said, what is no profile is our own error."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emr_core.intake.load import take_in
from emr_core.intake.mapping import Mapping, ProfileError
from emr_core.intake.profile import fit
from emr_core.intake.raw_table import read_table
from emr_core.intake.suggest import suggest

TEXT = (
    "id,type,CNS,Testis,sex,date of diagnosis,date of relapse,OS (months)\n"
    "A,ALL,yes,no,M,2020-01-01,2021-01-01,20\nB,ALL,no,yes,M,2020-01-01,2021-01-01,20\n"
)
GOOD = suggest(read_table(TEXT.encode(), "x.csv"))


def test_a_profile_says_what_fits_and_what_does_not() -> None:
    same = fit(GOOD, read_table(TEXT.encode(), "x.csv"))
    assert same.sentence == "All 8 columns of the mapping are in this file."
    other = TEXT.replace("sex", "Geschlecht").replace("Testis", "Hoden").replace("date of diagnosis", "dx")
    found = fit(GOOD, read_table(other.encode(), "y.csv"))
    assert found.lacking == ("sex", "date of diagnosis", "Testis")
    assert found.sentence == (
        "5 of 8 columns of the mapping are in this file. Not found: 'sex' (Sex), 'date of diagnosis' "
        "(date of Diagnosis) and 'Testis' (site). Choose other columns for them, or leave them out. "
        "Not read: 'Hoden', 'Geschlecht' and 'dx'."
    )


def test_every_column_that_the_file_lacks_is_a_warning() -> None:
    other = TEXT.replace("sex", "Geschlecht").replace("Testis", "Hoden").replace("OS (months)", "zz")
    issues = take_in(read_table(other.encode(), "y.csv"), mapping=GOOD).issues
    lacking = [issue.column for issue in issues if issue.code == "column_lacking"]
    assert lacking == ["sex", "OS (months)", "Testis"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("fields", {"sex": {"header": 5}}),
        ("fields", {"sex": {"header": "s", "words": [1]}}),
        ("fields", {"sex": {"header": "s", "part": 7}}),
        ("fields", {"shoe": {"header": "s"}}),
        ("constants", {"sex": None}),
        ("site_flags", "CNS"),
        ("dates", {"Wedding": "x"}),
        ("clocks", {"EMR": {"header": "x", "start": "Wedding"}}),
        ("kept", [1]),
    ],
)
def test_a_profile_with_something_wrong_in_it_is_our_own_error(key: str, value: object) -> None:
    plan = json.loads(GOOD.to_json()) | {key: value}
    with pytest.raises(ProfileError):
        Mapping.from_json(json.dumps(plan))


def test_a_profile_nested_without_end_is_our_own_error() -> None:
    with pytest.raises(ProfileError):
        Mapping.from_json("[" * 100_000)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(
    inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6)  # fmt: skip


@settings(max_examples=50)
@given(st.sampled_from(sorted(json.loads(GOOD.to_json()))), JSON)
def test_any_value_in_a_profile_gives_a_mapping_that_works_or_our_own_error(key: str, value: object) -> None:
    plan = json.loads(GOOD.to_json()) | {key: value}
    try:
        mapping = Mapping.from_json(json.dumps(plan))
    except ProfileError as error:
        said = str(error)
    else:
        said = fit(mapping, read_table(TEXT.encode(), "x.csv")).sentence
    assert said.endswith(".")
