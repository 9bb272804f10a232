"""The marrow at the relapse and after it."""

from emr_core.fields import Categorical, Continuous, Field, Flag
from emr_core.variables.durations import weeks

MARROW = "Marrow"

FIELDS: tuple[Field, ...] = (
    Continuous(
        name="marrow_blasts_at_emr",
        label="Marrow blasts at EMR",
        section=MARROW,
        unit="%",
        unit_suffix="percent",
        hard=(0, 100),
        definition="Blasts in the marrow at the relapse, by morphology.",
        aliases=("bm_blasts", "marrow_blasts"),
        linked_to=("bmr",),
    ),
    Flag(
        name="marrow_mrd_at_emr",
        label="Marrow MRD at EMR",
        section=MARROW,
        definition="Measurable residual disease in the marrow at the relapse.",
        aliases=("mrd_at_emr",),
    ),
    Categorical(
        name="bmr",
        label="Bone-marrow relapse",
        section=MARROW,
        known_from="later",
        filter=True,
        levels=("No BMR", "Concurrent", "Subsequent", "Marrow not examined"),
        definition="Marrow relapse (≥ 5 % blasts): none seen, at the EMR, or later; as the source has it.",
        aliases=("bone_marrow_relapse", "marrow_relapse", "bm_relapse"),
        linked_to=("emr_to_bmr", "bmr_to_cr", "marrow_blasts_at_emr"),
        synonyms={
            "no": "No BMR",
            "none": "No BMR",
            "combined": "Concurrent",
            "at emr": "Concurrent",
            "later": "Subsequent",
            "not examined": "Marrow not examined",
            "not done": "Marrow not examined",
        },
    ),
    weeks(
        "emr_to_bmr",
        "EMR to BMR",
        "Weeks from the extramedullary relapse to the marrow relapse; 0 when concurrent.",
        "EMR",
        "BMR",
        section=MARROW,
        known_from="later",
        filter=True,
        only_for=("bmr", ("Concurrent", "Subsequent")),
        linked_to=("bmr",),
    ),
)
