"""Nothing in the synthetic registry contradicts itself."""

import numpy as np

from tests.synthetic.registries import known


def test_no_patient_contradicts_itself():
    frame = known()
    yes, no = (lambda name: frame[name] == "Yes"), (lambda name: frame[name] == "No")
    given = frame.notna()
    is_cr, bmr = frame["response"] == "Complete remission", frame["bmr"]
    rules = {
        "age at EMR": (frame["age_at_emr"] - frame["age_at_diagnosis"]
                       - frame["diagnosis_to_emr"] / 365.25).abs() < 0.051,
        "remission after diagnosis": ~(frame["cr_to_emr"] >= frame["diagnosis_to_emr"]),
        "never in remission": given["cr_to_emr"] == (frame["remission_before_emr"] != "Never in CR"),
        "marrow relapse before": no("bmr_before_emr")
        == frame["remission_before_emr"].isin(["CR1", "Never in CR"]),
        "transplant in remission": ~(frame["hsct_to_emr"] >= frame["cr_to_emr"].fillna(0)),
        "transplanted": yes("hsct_before_emr") == given["hsct_to_emr"],
        "off therapy after transplantation": ~(yes("hsct_before_emr") & yes("on_therapy_at_emr")),
        "transplanted later": yes("hsct_after_emr") == given["emr_to_hsct"],
        "told as treatment": yes("hsct_after_emr") == frame["treatment"].str.contains("Transplant"),
        "transplanted in remission": ~(frame["emr_to_hsct"] < frame["emr_to_cr"].fillna(np.inf)),
        "blasts if concurrent": (frame["marrow_blasts_at_emr"] >= 5) == (bmr == "Concurrent"),
        "not examined": given["marrow_blasts_at_emr"] == (bmr != "Marrow not examined"),
        "mrd if concurrent": ~((bmr == "Concurrent") & ~yes("marrow_mrd_at_emr")),
        "concurrent at once": (frame["emr_to_bmr"] == 0) == (bmr == "Concurrent"),
        "subsequent later": (frame["emr_to_bmr"] > 7) == (bmr == "Subsequent"),
        "marrow remission": ~given["bmr_to_cr"] | bmr.isin(["Concurrent", "Subsequent"]),
        "remission reached": is_cr == given["emr_to_cr"],
        "relapse after remission": ~yes("second_relapse") | is_cr,
        "relapse dated": yes("second_relapse") == given["emr_to_second_relapse"],
        "relapse later": ~(frame["emr_to_second_relapse"] < frame["emr_to_cr"]),
        "well without relapse": ~((frame["last_status"] == "Alive in CR") & ~is_cr & (bmr != "Subsequent")
                                  & (bmr != "Marrow not examined")),
        "died before evaluation": ~((frame["response"] == "Died before evaluation")
                                    & ~frame["last_status"].str.startswith("Died")),
        "initial sites": yes("initial_emd") == given["initial_emd_sites"],
        "CNS3 is disease": ~((frame["cns_status_at_diagnosis"] == "CNS3") & no("initial_emd")),
        "CNS at EMR": (frame["cns_status_at_emr"] == "CNS3") == frame["confirmed_by"].str.contains("CSF"),
        "FAB of AML": frame["fab"].str.startswith("M").fillna(False) == (frame["leukemia_type"] == "AML"),
        "L3 is mature B": (frame["fab"] == "L3") == (frame["immunophenotype"] == "Mature B"),
        "young": frame["age_at_diagnosis"].between(0, 25),
        "palliation alone": ~frame["treatment"].str.contains("; Palliative|Palliative; "),
    }  # fmt: skip
    assert {name: int((~kept).sum()) for name, kept in rules.items() if not kept.all()} == {}
    for name in ("emr_to_bmr", "emr_to_cr", "emr_to_hsct", "emr_to_second_relapse"):
        assert not (frame[name] > frame["follow_up"]).any(), name
    assert not (frame["emr_to_bmr"] + frame["bmr_to_cr"] > frame["follow_up"]).any()
