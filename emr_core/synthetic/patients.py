"""Who the patients are: sex, age, and the leukaemia at diagnosis."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from emr_core.schema import categorical
from emr_core.synthetic import karyotypes
from emr_core.synthetic.columns import Columns, level, recoded, yes
from emr_core.synthetic.draws import (
    Codes,
    Flags,
    Floats,
    Texts,
    aligned,
    appended,
    blank,
    bounded,
    happens,
    log_normal,
    one_of,
    pick,
    shares_table,
)
from emr_core.synthetic.laws import LINEAGES, TYPES, Shares
from emr_core.synthetic.parameters import PARAMETERS
from emr_core.synthetic.places import AT_DIAGNOSIS, PLACES, WORDS

NUMBERS = PARAMETERS.diagnosis

AML, ALL, MPAL, OTHER = range(4)
B_ALL, T_ALL = 1, 2
SECOND_SITE = 0.15
"""Share of initial extramedullary disease with a second site."""


@dataclass(frozen=True, eq=False)
class Patients:
    """What the later course depends on, and the columns known at diagnosis.

    `kind` is the place in `TYPES`, `lineage` that in `LINEAGES`; `age` is in years as written.
    """

    kind: Codes
    lineage: Codes
    male: Flags
    age: Floats
    philadelphia: Flags
    columns: Columns

    def __len__(self) -> int:
        """Return the number of patients."""
        return len(self.kind)


def patients(rng: np.random.Generator, n: int, types: Shares, *, relapsed: bool) -> Patients:
    """Return n patients at diagnosis; without a relapse to come they have fewer cells and less disease."""
    kind = pick(rng, np.zeros(n, dtype=np.int64), aligned(TYPES, types)[None, :])
    phenotype = _immunophenotype(rng, kind)
    is_t = phenotype == level("immunophenotype", "T")
    lineage = np.select([kind == AML, is_t, kind == ALL], [0, T_ALL, B_ALL], 3).astype(np.int64)
    male = happens(rng, aligned(TYPES, NUMBERS.male)[kind])
    by_lineage = {
        name: aligned(LINEAGES, getattr(NUMBERS, name))[lineage]
        for name in ("age_median", "age_spread", "wbc_median", "wbc_sigma")
    }
    age = np.round(bounded(rng, by_lineage["age_median"], by_lineage["age_spread"], NUMBERS.oldest), 1)
    fewer = 1.0 if relapsed else PARAMETERS.denominator_wbc
    cells = log_normal(rng, by_lineage["wbc_median"] * fewer, by_lineage["wbc_sigma"])
    fab = _fab(rng, kind, phenotype)
    down = happens(rng, _chance_of_down_syndrome(kind, fab))
    karyotype, classes = _karyotypes(rng, _karyotype_groups(kind, phenotype, fab, down), male)
    columns: Columns = {
        "sex": yes(male),
        "age_at_diagnosis": age,
        "leukemia_type": kind,
        "immunophenotype": phenotype,
        "fab": fab,
        "wbc_at_diagnosis": np.clip(np.round(cells, 1), 0.2, 990.0),
        "karyotype": karyotype,
        "down_syndrome": yes(down),
        "secondary_leukemia": yes(happens(rng, aligned(TYPES, NUMBERS.secondary_leukemia)[kind])),
        **_initial_disease(rng, lineage, fab, 1.0 if relapsed else PARAMETERS.denominator_initial_emd),
    }
    return Patients(kind, lineage, male, age, classes == "t(9;22)", columns)


def _immunophenotype(rng: np.random.Generator, kind: Codes) -> Codes:
    """Return the immunophenotype; it is not asked for in AML."""
    names = tuple(NUMBERS.immunophenotype)
    table = aligned(names, NUMBERS.immunophenotype)[None, :]
    of_all = recoded(pick(rng, np.zeros(len(kind), dtype=np.int64), table), names, "immunophenotype")
    return np.where(kind == ALL, of_all, np.where(kind == AML, -1, level("immunophenotype", "Ambiguous")))


def _fab(rng: np.random.Generator, kind: Codes, phenotype: Codes) -> Codes:
    """Return the FAB class; MPAL and other leukaemias have none."""
    levels = categorical("fab").levels
    table = shares_table(("AML", "B-precursor", "T", "Mature B"), NUMBERS.fab, levels)
    groups = np.where(kind == AML, 0, np.clip(phenotype + 1, 1, 3))
    return np.where(kind <= ALL, pick(rng, groups, table), -1)


def _chance_of_down_syndrome(kind: Codes, fab: Codes) -> Floats:
    chance = aligned(TYPES, NUMBERS.down_syndrome)[kind]
    return np.where(fab == level("fab", "M7"), NUMBERS.down_syndrome["M7"], chance)


def _karyotype_groups(kind: Codes, phenotype: Codes, fab: Codes, down: Flags) -> Codes:
    """Return the group whose shares of karyotypes hold; promyelocytic leukaemia is known by its own."""
    group = karyotypes.GROUPS.index
    own = {"M2", "M3", "M4", "M5", "M7"}
    by_fab = np.array(
        [group(name if name in own else "AML, other") for name in (*categorical("fab").levels, "")]
    )
    by_phenotype = np.array([group(name) for name in ("B-precursor", "T", "Mature B", "MPAL or other")])
    groups = np.where(kind == AML, by_fab[fab], by_phenotype[phenotype])
    with_down = np.where(kind == ALL, group("Down syndrome, ALL"), group("Down syndrome, AML"))
    return np.where(down & (fab != level("fab", "M3")), with_down, groups)


def _karyotypes(rng: np.random.Generator, groups: Codes, male: Flags) -> tuple[Texts, Texts]:
    """Return the karyotypes as written, and their classes."""
    table = shares_table(karyotypes.GROUPS, karyotypes.SHARES, karyotypes.CLASSES)
    classes = pick(rng, groups, table)
    first, many, texts = _wordings()
    row = male.astype(np.int64), groups, classes
    chosen = first[row] + (rng.random(len(groups)) * many[row]).astype(np.int64)
    return texts[chosen], np.array(karyotypes.CLASSES, dtype=object)[classes]


@cache
def _wordings() -> tuple[Codes, Codes, Texts]:
    """Return where the wordings of each sex, group and class begin, how many they are, and all of them."""
    shape = (2, len(karyotypes.GROUPS), len(karyotypes.CLASSES))
    first, many = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    texts: list[str] = []
    for one, group in enumerate(karyotypes.GROUPS):
        for name in karyotypes.SHARES[group]:
            for male, sex in enumerate(("XX", "XY")):
                place = male, one, karyotypes.CLASSES.index(name)
                wordings = karyotypes.written(group, name, sex)
                first[place], many[place] = len(texts), len(wordings)
                texts += wordings
    return first, many, np.array(texts, dtype=object)


def _initial_disease(rng: np.random.Generator, lineage: Codes, fab: Codes, less: float) -> Columns:
    """Return the disease outside the marrow at diagnosis: CNS3 is such disease too."""
    names = tuple(NUMBERS.cns_status["AML"])
    status = pick(rng, lineage, shares_table(LINEAGES, NUMBERS.cns_status, names))
    cns3 = status == names.index("CNS3")
    monocytic = (fab == level("fab", "M4")) | (fab == level("fab", "M5"))
    chance = np.where(
        monocytic, NUMBERS.initial_emd["M4 or M5"], aligned(LINEAGES, NUMBERS.initial_emd)[lineage]
    )
    elsewhere = happens(rng, chance * less)
    second = elsewhere & happens(rng, np.full(len(lineage), SECOND_SITE))
    table = shares_table(LINEAGES, AT_DIAGNOSIS, PLACES)
    site, other = pick(rng, lineage, table), pick(rng, lineage, table)
    texts = blank(len(lineage))
    appended(texts, "CSF", cns3)
    for place, words in enumerate(WORDS.values()):
        here = (elsewhere & (site == place)) | (second & (other == place))
        appended(texts, one_of(rng, np.array(words, dtype=object), len(texts)), here)
    return {
        "initial_emd": yes(cns3 | elsewhere),
        "initial_emd_sites": texts,
        "cns_status_at_diagnosis": recoded(status, names, "cns_status_at_diagnosis"),
    }
