"""Two tabs of one person are two sessions: what is done in one is not seen in the other."""

from tests import cohorts
from tests.test_pages import opened, words


def test_filters_thresholds_deck_and_cohorts_of_one_tab_stay_there() -> None:
    one, other = opened("overview"), opened("overview")
    for tab in (one, other):
        tab.session_state["small-numbers"] = True
    one.session_state["own_cohorts"] = {"Uploaded": cohorts.minimal()}
    one.multiselect(key="leukemia_type").set_value(["AML"]).run()
    one.number_input(key="test_from").set_value(9).run()
    next(button for button in one.button if button.label == "Add to deck").click().run()
    other.run()
    assert "**8 of 22 patients" in words(one)
    assert "**22 of 22 patients" in words(other)
    assert other.number_input(key="test_from").value == 3
    assert "Uploaded" not in other.selectbox(key="cohort").options
    assert not any(button.label == "In the deck" for button in other.button)
    assert "held" not in other.query_params
    other.multiselect(key="leukemia_type").set_value(["ALL"]).run()
    assert "**14 of 22 patients" in words(other)
    one.run()
    assert "**8 of 22 patients" in words(one)
