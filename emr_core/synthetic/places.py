"""Where the leukaemia comes back: how often, by lineage and sex, and in which words.

The first site is drawn from shares. A share of the patients is *disseminated*: each further site then has its
own chance. So a site occurs in `first + (1 - first - not stated) x disseminated x further` of the patients.
"""

from collections.abc import Mapping
from dataclasses import dataclass

NOT_STATED = "Not stated"

_SIDED = ("Cranial nerve", "Orbit", "Eye", "Parotid gland", "Breast", "Kidney", "Testis")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "CSF": ("CSF", "CSF", "CSF", "CSF (CNS3)", "Meningeal leukaemia"),
    "Brain": ("Brain", "Brain", "Intracranial mass", "Cerebellum"),
    "Cranial nerve": ("Facial nerve",),
    "Spinal cord and epidural space": ("Epidural mass T4-T6", "Spinal epidural", "Spinal cord"),
    "Nerve plexus": ("Brachial plexus (left)", "Brachial plexus (right)", "Sacral plexus"),
    "Orbit": ("Orbit", "Retroorbital mass", "Chloroma of the orbit"),
    "Eye": ("Eye",),
    "Parotid gland": ("Parotid gland",),
    "Nose and sinuses": ("Maxillary sinus (left)", "Maxillary sinus (right)", "Nasal cavity"),
    "Gingiva and oral cavity": ("Gingiva", "Gingiva", "Gum hypertrophy"),
    "Bone": ("Bone", "Bone", "Skull", "Vertebra T8", "Femur (left)", "Femur (right)",
             "Tibia (left)", "Mandible"),
    "Skin": ("Skin", "Skin", "Leukaemia cutis", "Skin nodules"),
    "Muscle": ("Psoas (left)", "Psoas (right)", "Muscle"),
    "Soft tissue": ("Soft tissue", "Paraspinal mass", "Thigh (left)", "Thigh (right)", "Chest wall (right)"),
    "Lymph node": ("Lymph node", "Cervical lymph nodes (left)", "Axillary lymph node (right)"),
    "Breast": ("Breast",),
    "Pleura": ("Pleura",),
    "Mediastinum and thymus": ("Mediastinal mass", "Mediastinum"),
    "Liver": ("Liver",),
    "Pancreas": ("Pancreas",),
    "Intestine": ("Small bowel", "Colon"),
    "Peritoneum and omentum": ("Peritoneum", "Omentum"),
    "Kidney": ("Kidney",),
    "Testis": ("Testis",),
    "Ovary and uterus": ("Ovary (left)", "Ovary (right)", "Ovaries (bilateral)", "Uterus"),
    NOT_STATED: ("disseminated", "multiple sites"),
}  # fmt: skip
_SIDES = (" (left)", " (left)", " (right)", " (right)", " (bilateral)", "")

WORDS: Mapping[str, tuple[str, ...]] = {
    place: tuple(word + side for word in words for side in (_SIDES if place in _SIDED else ("",)))
    for place, words in _WORDS.items()
}
"""What a registry writes for each site, each wording as likely as the others."""

PLACES = tuple(WORDS)
OF_BOYS = ("Testis",)
OF_GIRLS = ("Ovary and uterus", "Breast")

NERVOUS = ("CSF", "Brain", "Cranial nerve", "Spinal cord and epidural space", "Nerve plexus")
DEEP = (
    "Pleura",
    "Mediastinum and thymus",
    "Liver",
    "Pancreas",
    "Intestine",
    "Peritoneum and omentum",
    "Kidney",
)


@dataclass(frozen=True)
class Pattern:
    """The sites of one lineage: shares of the first site, and what further sites are like.

    `boys` and `girls` have these shares of organs of their own; the other shares fill up what remains.
    """

    first: Mapping[str, float]
    boys: Mapping[str, float]
    girls: Mapping[str, float]
    disseminated: float
    further: Mapping[str, float]

    def shares(self, male: bool) -> dict[str, float]:
        """Return the share of every first site for boys or for girls."""
        own = self.boys if male else self.girls
        rest = (1 - sum(own.values())) / sum(self.first.values())
        return {**{place: share * rest for place, share in self.first.items()}, **own}


_LYMPHOID = Pattern(
    first={
        "CSF": 0.66, "Kidney": 0.05, "Lymph node": 0.05, "Bone": 0.04, "Brain": 0.03, "Skin": 0.03,
        "Orbit": 0.03, "Eye": 0.02, "Cranial nerve": 0.02, "Mediastinum and thymus": 0.02, "Liver": 0.01,
        "Soft tissue": 0.01, "Intestine": 0.01, "Parotid gland": 0.01, NOT_STATED: 0.01,
    },
    boys={"Testis": 0.26},
    girls={"Ovary and uterus": 0.06, "Breast": 0.02},
    disseminated=0.18,
    further={
        "Kidney": 0.25, "Lymph node": 0.25, "CSF": 0.2, "Liver": 0.2, "Bone": 0.2, "Skin": 0.1,
        "Pancreas": 0.1, "Peritoneum and omentum": 0.08,
    },
)  # fmt: skip
_MYELOID = Pattern(
    first={
        "Skin": 0.19, "CSF": 0.17, "Bone": 0.16, "Orbit": 0.10, "Soft tissue": 0.09, "Brain": 0.06,
        "Gingiva and oral cavity": 0.06, "Spinal cord and epidural space": 0.05, "Lymph node": 0.05,
        "Muscle": 0.02, "Nerve plexus": 0.02, "Intestine": 0.01, "Nose and sinuses": 0.01, NOT_STATED: 0.01,
    },
    boys={"Testis": 0.03},
    girls={"Ovary and uterus": 0.03, "Breast": 0.03},
    disseminated=0.35,
    further={
        "Bone": 0.3, "Skin": 0.2, "Lymph node": 0.2, "Soft tissue": 0.2, "Muscle": 0.1, "Liver": 0.1,
        "Kidney": 0.1, "CSF": 0.1, "Pleura": 0.05,
    },
)  # fmt: skip
_MIXED = Pattern(
    first={
        "CSF": 0.42, "Skin": 0.12, "Bone": 0.12, "Lymph node": 0.10, "Soft tissue": 0.08,
        "Mediastinum and thymus": 0.06, "Orbit": 0.06, "Brain": 0.04,
    },
    boys={"Testis": 0.12},
    girls={"Ovary and uterus": 0.04},
    disseminated=0.25,
    further={"Bone": 0.3, "Lymph node": 0.3, "Skin": 0.2, "Kidney": 0.2, "Soft tissue": 0.1},
)  # fmt: skip

AT_RELAPSE: Mapping[str, Pattern] = {
    "AML": _MYELOID,
    "B-ALL": _LYMPHOID,
    "T-ALL": _LYMPHOID,
    "MPAL or other": _MIXED,
}
"""Sites of the relapse by lineage."""

AT_DIAGNOSIS: Mapping[str, Mapping[str, float]] = {
    "AML": {"Skin": 0.3, "Gingiva and oral cavity": 0.25, "Orbit": 0.15, "Bone": 0.12, "Soft tissue": 0.1,
            "Lymph node": 0.08},
    "B-ALL": {"Bone": 0.3, "Lymph node": 0.25, "Kidney": 0.2, "Skin": 0.15, "Orbit": 0.1},
    "T-ALL": {"Mediastinum and thymus": 0.75, "Lymph node": 0.15, "Pleura": 0.1},
    "MPAL or other": {"Lymph node": 0.4, "Mediastinum and thymus": 0.3, "Skin": 0.3},
}  # fmt: skip
"""Where disease outside the marrow lies at diagnosis, beside the CSF of CNS3."""
