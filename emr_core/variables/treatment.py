"""What was given for the relapse."""

from emr_core.fields import Field, Flag, Several
from emr_core.variables.durations import months

TREATMENT = "Treatment"

FIELDS: tuple[Field, ...] = (
    Several(
        name="treatment",
        label="Treatment of EMR",
        section=TREATMENT,
        known_from="later",
        levels=(
            "Chemotherapy",
            "Intrathecal",
            "Radiotherapy",
            "Transplant",
            "Cellular therapy",
            "Immunotherapy",
            "Targeted",
            "Surgery",
            "Palliative",
        ),
        definition="Treatment given for the extramedullary relapse.",
        aliases=("therapy", "emr_treatment"),
        synonyms={
            "ctx": "Chemotherapy",
            "chemo": "Chemotherapy",
            "rtx": "Radiotherapy",
            "rt": "Radiotherapy",
            "radiation": "Radiotherapy",
            "it": "Intrathecal",
            "hsct": "Transplant",
            "sct": "Transplant",
            "bmt": "Transplant",
            "car-t": "Cellular therapy",
            "dli": "Cellular therapy",
        },
    ),
    Flag(
        name="hsct_after_emr",
        label="HSCT after EMR",
        section=TREATMENT,
        known_from="later",
        definition="Transplantation after the extramedullary relapse.",
    ),
    months(
        "emr_to_hsct",
        "EMR to HSCT",
        "Months from the extramedullary relapse to transplantation.",
        "EMR",
        "HSCT",
        section=TREATMENT,
        known_from="later",
        only_for=("hsct_after_emr", ("Yes",)),
        linked_to=("hsct_after_emr",),
    ),
)
