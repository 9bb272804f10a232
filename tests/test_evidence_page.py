"""The Evidence screen: verdicts on top, a filter in the address, the whole cohort whatever the filters."""

import pandas as pd
from streamlit.testing.v1 import AppTest

from tests import cohorts
from tests.tables_on_screen import tables
from tests.test_pages import opened, words


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def rows(app: AppTest, first: str) -> pd.DataFrame:
    """Return the table whose rows' names have this heading."""
    return next(table.value.reset_index() for table in tables(app) if table.value.index.name == first)


def test_verdicts_are_counted_over_the_whole_cohort_whatever_the_filters() -> None:
    app = opened("evidence", leukemia_type="ALL", verdict="Disagree")
    assert metrics(app) == {"Agree": "53", "Disagree": "11", "Not checkable": "31"}
    text = words(app).replace("\\", "")
    assert "the filters do not apply here" in text
    assert "22 of 22 patients. 95 claims" in text
    assert "11 of 95 claims listed" in text
    assert len(rows(app, "Claim")) == 11 + 6  # and the headings of six sections
    app.selectbox(key="verdict").select("Agree").run()
    assert "53 of 95 claims listed" in words(app)


def test_another_cohort_is_told_calmly_that_it_has_no_paper() -> None:
    app = opened("evidence", cohorts.minimal())
    assert "This cohort has no paper to be held against." in app.info[0].value
    assert not app.metric


def test_the_clinical_picture_follows_the_site_and_counts_the_filtered() -> None:
    app = opened("evidence", evidence_view="Presentation and imaging", seen_in="Bone", leukemia_type="AML")
    text = words(app).replace("\\", "")
    assert "Factors named in the Discussion" in text
    assert "8 of 22 patients. Relapsed there" in text
    assert "22 of 22 patients. Patients with a relapse outside the marrow" in text
    shown = rows(app, "Site").to_string().replace("\u00a0", " ")
    assert "Permeative destruction" in shown
    assert "6 of 8" in shown
    assert "brachial" not in shown


def test_the_literature_is_listed_by_topic() -> None:
    app = opened("evidence", evidence_view="Literature", topic="Where")
    assert len(rows(app, "Measure")) == 1 + 4  # a heading and four lines
    assert "never as one line" in words(app).replace("\\", "")
