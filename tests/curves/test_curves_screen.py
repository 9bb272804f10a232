"""The curves on the Outcomes screen: what is offered, what is refused, and thresholds that are printed."""

from tests.test_pages import charts, opened, words


def curves(**controls: str):
    """Return the Outcomes screen with its curves open and these controls in its URL."""
    return opened("outcomes", outcomes_view="Curves", **controls)


def test_the_published_children_get_dots_and_the_reason_why_there_is_no_curve() -> None:
    app = curves(endpoint="CR of EMR", curves_by="Leukaemia type")
    text = words(app).replace("\\", "")
    assert "22 patients = 15 with a dated event + 7 without one, or not recorded." in text
    assert "CR of EMR cannot be drawn as a curve" in text
    assert "AML: median 9.15 (4–56), n = 4." in charts(app)[0]
    # What is refused is listed beside it, each with its reason.
    assert "EMR from diagnosis cannot be drawn: not recorded by patient: Diagnosis to EMR." in text
    assert "known only later" in text
    assert "Site of relapse" in text


def test_a_changed_threshold_is_printed_with_curves_and_their_numbers_and_taken_back() -> None:
    controls = {"cohort": "Synthetic", "curves_by": "Sex", "curve_from": "12"}
    app = curves(**controls)
    told = "Thresholds changed by the reader: a curve from a group size of 12 (usually 5)"
    assert words(app).replace("\\", "").count(told) == 2
    app.button(key="usual-thresholds").click().run()
    assert not app.exception
    assert "Thresholds changed" not in words(app)


def test_a_landmark_offers_what_comes_after_the_relapse() -> None:
    app = curves(cohort="Synthetic", landmark="3 months", curves_by="HSCT after EMR")
    assert "by then" in charts(app)[0]
    assert "HSCT after EMR" not in curves(cohort="Synthetic").selectbox(key="curves_by").options
