"""A click on a picture is a change of filters, and the same click again takes it back."""

from emr_core.filters import FILTERS
from emr_ui import filter_state
from emr_ui.clicks import cell_filters, patient, site_filters
from emr_ui.markdown import escaped


def test_a_heatmap_cell_stands_for_its_site_and_its_group() -> None:
    hit = {"row": "CSF", "column": "ALL"}
    assert cell_filters(hit, "leukemia_type") == {
        "emr_sites": ["CSF"],
        "emr_sites_logic": "any",
        "leukemia_type": ["ALL"],
    }


def test_a_column_that_is_no_filter_leaves_the_site_alone() -> None:
    assert cell_filters({"row": "Bone", "column": "Isolated"}, "") == {
        "emr_sites": ["Bone"],
        "emr_sites_logic": "any",
    }


def test_a_cell_of_a_panel_stands_for_the_level_of_the_panel_too() -> None:
    hit = {"row": "CSF", "column": "ALL", "panel": "Female"}
    assert cell_filters(hit, "leukemia_type", "sex") == {
        "emr_sites": ["CSF"],
        "emr_sites_logic": "any",
        "leukemia_type": ["ALL"],
        "sex": ["Female"],
    }
    assert "sex" not in cell_filters(hit, "leukemia_type")


def test_a_region_or_a_single_site_stands_for_that_site() -> None:
    assert site_filters({"name": "CSF"}) == {"emr_sites": ["CSF"], "emr_sites_logic": "any"}
    assert site_filters({"name": "Ureter, bladder and urethra", "logic": "any"}) == {
        "emr_sites": ["Ureter, bladder and urethra"],
        "emr_sites_logic": "any",
    }


def test_a_combination_stands_for_all_of_its_sites_or_for_exactly_them() -> None:
    assert site_filters({"name": "Kidney; Liver", "logic": "all"}) == {
        "emr_sites": ["Kidney", "Liver"],
        "emr_sites_logic": "all",
    }
    assert site_filters({"name": "CSF", "logic": "exactly"}) == {
        "emr_sites": ["CSF"],
        "emr_sites_logic": "exactly",
    }


def test_every_filter_has_widget_keys_of_its_own() -> None:
    keys = [key for field in FILTERS for key in filter_state.keys_of(field.name)]
    assert len(keys) == len(set(keys)) == len(filter_state.KEYS)


def test_no_identifier_or_free_text_is_part_of_the_url() -> None:
    assert not {"patient_id", "outcome_as_published", "initial_emd_sites"} & set(filter_state.KEYS)


def test_a_neutral_value_filters_nothing() -> None:
    assert filter_state.neutral("emr_sites_logic") == "any"
    assert filter_state.neutral("leukemia_type") == []
    assert filter_state.neutral("age_at_diagnosis_from") is None
    assert filter_state.neutral("wbc_at_diagnosis_unknown") is False


def test_text_from_data_is_never_read_as_markdown() -> None:
    assert escaped("![i](https://x.example/p.png)") == r"\!\[i\]\(https\://x.example/p.png\)"
    assert escaped("t(8;21) *bold* $x$ :red[no]") == r"t\(8;21\) \*bold\* \$x\$ \:red\[no\]"


def test_a_column_stands_for_its_patient() -> None:
    assert patient({"patient_id": "P09"}) == "P09"
