"""How the relapse was noticed and established, by where it lies."""

from collections.abc import Mapping

import numpy as np

from emr_core.synthetic.columns import Columns, level
from emr_core.synthetic.draws import Flags, Texts, aligned, appended, blank, happens
from emr_core.synthetic.places import DEEP, NERVOUS, PLACES
from emr_core.synthetic.relapse import Relapse

REGIONS = ("Nervous", "Bone", "Deep", "Surface")
REGION_OF = tuple(
    "Nervous" if place in NERVOUS else "Bone" if place == "Bone" else "Deep" if place in DEEP else "Surface"
    for place in PLACES
)

SYMPTOMS: Mapping[str, Mapping[str, float]] = {
    "Nervous": {"Headache or vomiting": 0.45, "Cranial nerve palsy": 0.2, "Fever": 0.05, "Other": 0.1},
    "Bone": {"Swelling": 0.25, "Pain": 0.75, "Fever": 0.15},
    "Deep": {"Swelling": 0.2, "Pain": 0.4, "Fever": 0.2, "Other": 0.3},
    "Surface": {"Swelling": 0.75, "Pain": 0.2, "Fever": 0.05},
}
IMAGING: Mapping[str, Mapping[str, float]] = {
    "Nervous": {"CT": 0.2, "MRI": 0.7},
    "Bone": {"Radiograph": 0.5, "CT": 0.2, "MRI": 0.6, "PET": 0.25},
    "Deep": {"Ultrasound": 0.6, "CT": 0.5, "MRI": 0.2, "PET": 0.25},
    "Surface": {"Ultrasound": 0.5, "CT": 0.2, "MRI": 0.2, "PET": 0.15},
}
"""Chances by the region of the first site; who has none has "No symptoms", or "None" of imaging."""

BIOPSY, BIOPSY_BESIDE_CSF = 0.75, 0.15
CNS2_WITHOUT_CSF = 0.08


def presentation(rng: np.random.Generator, found: Relapse) -> Columns:
    """Return CSF status, symptoms, proof and imaging of each relapse."""
    n = len(found.first)
    csf = found.sites[:, PLACES.index("CSF")]
    few_cells = happens(rng, np.full(n, CNS2_WITHOUT_CSF))
    places = [level("cns_status_at_emr", name) for name in ("CNS3", "CNS2")]
    return {
        "cns_status_at_emr": np.select([csf, few_cells], places, level("cns_status_at_emr", "CNS1")),
        "symptoms": _drawn(rng, found, SYMPTOMS, "No symptoms"),
        "confirmed_by": _proof(rng, csf),
        "imaging": _drawn(rng, found, IMAGING, "None"),
    }


def _drawn(
    rng: np.random.Generator, found: Relapse, chances: Mapping[str, Mapping[str, float]], otherwise: str
) -> Texts:
    """Return the levels that each patient has, each with the chance of the region."""
    region = np.array([REGIONS.index(name) for name in REGION_OF])[found.first]
    texts = blank(len(region))
    for name in dict.fromkeys(name for row in chances.values() for name in row):
        by_region = aligned(REGIONS, {place: chances[place].get(name, 0.0) for place in REGIONS})
        appended(texts, name, happens(rng, by_region[region]))
    texts[texts == ""] = otherwise
    return texts


def _proof(rng: np.random.Generator, csf: Flags) -> Texts:
    """Return how the relapse was established: by tissue or CSF, or else by imaging and course."""
    texts = blank(len(csf))
    biopsy = happens(rng, np.where(csf, BIOPSY_BESIDE_CSF, BIOPSY))
    appended(texts, "Biopsy", biopsy)
    appended(texts, "CSF", csf)
    texts[texts == ""] = "Imaging and course"
    return texts
