"""Karyotypes: how often each class occurs in each group, and how clinicians write it.

In a wording `{}` stands for the sex chromosomes, XX or XY. Every wording
of a class is as likely as the others.
"""

from collections.abc import Mapping

SHARES: Mapping[str, Mapping[str, float]] = {
    "M2": {"t(8;21)": 0.42, "Normal": 0.28, "Trisomy 8": 0.05, "Monosomy 7": 0.03, "t(6;9)": 0.03,
           "Complex": 0.07, "Other abnormality": 0.12},
    "M3": {"t(15;17)": 1.0},
    "M4": {"inv(16)/t(16;16)": 0.28, "KMT2A/11q23": 0.22, "Normal": 0.25, "Trisomy 8": 0.06,
           "inv(3)/t(3;3)": 0.02, "Complex": 0.07, "Other abnormality": 0.10},
    "M5": {"KMT2A/11q23": 0.52, "Normal": 0.20, "Trisomy 8": 0.08, "Complex": 0.08,
           "Other abnormality": 0.12},
    "M7": {"Complex": 0.28, "Trisomy 8": 0.10, "Monosomy 7": 0.07, "KMT2A/11q23": 0.10, "Normal": 0.15,
           "Other abnormality": 0.30},
    "AML, other": {"Normal": 0.40, "KMT2A/11q23": 0.10, "t(8;21)": 0.08, "Trisomy 8": 0.07,
                   "Monosomy 7": 0.06, "-5/del(5q)": 0.03, "abn(17p)": 0.03, "t(9;22)": 0.02, "Complex": 0.09,
                   "Other abnormality": 0.12},
    "B-precursor": {"t(12;21)": 0.14, "Hyperdiploid": 0.17, "t(9;22)": 0.06, "t(1;19)": 0.07,
                    "KMT2A/11q23": 0.08, "iAMP21": 0.03, "Hypodiploid": 0.03, "t(17;19)": 0.01,
                    "Complex": 0.06, "Other abnormality": 0.15, "Normal": 0.20},
    "T": {"Normal": 0.46, "Other abnormality": 0.37, "Complex": 0.11, "KMT2A/11q23": 0.06},
    "Mature B": {"Other abnormality": 0.85, "Complex": 0.15},
    "MPAL or other": {"t(9;22)": 0.20, "KMT2A/11q23": 0.18, "Complex": 0.17, "Other abnormality": 0.20,
                      "Normal": 0.25},
    "Down syndrome, AML": {"Normal": 0.55, "Trisomy 8": 0.25, "Other abnormality": 0.20},
    "Down syndrome, ALL": {"Normal": 0.60, "Hyperdiploid": 0.20, "Other abnormality": 0.20},
}  # fmt: skip
"""Share of each class by group: FAB class, immunophenotype, or Down syndrome."""

GROUPS = tuple(SHARES)
CLASSES = tuple(dict.fromkeys(name for shares in SHARES.values() for name in shares))

_FAMILIES = ("AML", "ALL", "Mature B", "Down syndrome")
FAMILY_OF: Mapping[str, str] = {
    **dict.fromkeys(GROUPS, "AML"),
    **dict.fromkeys(("B-precursor", "T"), "ALL"),
    "Mature B": "Mature B",
    **dict.fromkeys(("Down syndrome, AML", "Down syndrome, ALL"), "Down syndrome"),
}
"""Which wordings a group uses; MPAL and other use those of AML."""

_OF_AML: Mapping[str, tuple[str, ...]] = {
    "t(8;21)": ("46,{},t(8;21)(q22;q22)[20]", "46,{},t(8;21)(q22;q22)[17]/46,{}[3]", "t(8;21)", "t(8, 21)"),
    "inv(16)/t(16;16)": ("46,{},inv(16)(p13.1q22)[20]", "46,{},t(16;16)(p13.1;q22)[15]", "inv(16)"),
    "t(15;17)": ("46,{},t(15;17)(q24.1;q21.2)[20]", "t(15;17)", "PML-RARA"),
    "KMT2A/11q23": ("46,{},t(9;11)(p22;q23)[20]", "46,{},t(10;11)(p12;q23)[17]/46,{}[3]",
                    "46,{},t(6;11)(q27;q23)[20]", "t(9;11)", "MLL rearranged"),
    "t(6;9)": ("46,{},t(6;9)(p22;q34)[20]", "t(6;9)"),
    "inv(3)/t(3;3)": ("46,{},inv(3)(q21q26.2)[14]/46,{}[6]",),
    "Monosomy 7": ("45,{},-7[18]/46,{}[2]", "45,{},-7[20]", "monosomy 7"),
    "Trisomy 8": ("47,{},+8[12]/46,{}[8]", "47,{},+8[20]", "trisomy 8"),
    "-5/del(5q)": ("46,{},del(5)(q22q33)[20]", "45,{},-5[20]"),
    "abn(17p)": ("46,{},add(17)(p11.2)[20]", "46,{},i(17)(q10)[20]"),
    "t(9;22)": ("46,{},t(9;22)(q34;q11.2)[20]", "t(9;22)", "Ph+"),
    "Complex": ("47,{},add(3)(q29),+6,del(12)(p11.2)[13]/46,{}[7]",
                "48,{},+6,add(9)(q34),del(13)(q12q22),+19[14]",
                "complex"),
    "Other abnormality": ("46,{},del(9)(q13q22)[12]/46,{}[8]", "47,{},+21[10]/46,{}[10]",
                          "46,{},del(7)(q22q36)[11]/46,{}[9]"),
    "Normal": ("46,{}[20]", "46,{}", "46, {}", "normal"),
}  # fmt: skip
_OF_ALL: Mapping[str, tuple[str, ...]] = {
    "t(12;21)": ("46,{},t(12;21)(p13;q22)[20]", "46,{},del(6)(q21),t(12;21)(p13;q22)[14]/46,{}[6]",
                 "ETV6-RUNX1"),
    "Hyperdiploid": ("55,{},+X,+4,+6,+10,+14,+17,+18,+21,+21[16]/46,{}[4]",
                     "56,{},+X,+4,+6,+8,+10,+14,+17,+18,+21,+21[20]", "hyperdiploid"),
    "t(9;22)": _OF_AML["t(9;22)"],
    "t(1;19)": ("46,{},t(1;19)(q23;p13)[20]", "46,{},der(19)t(1;19)(q23;p13)[20]", "TCF3-PBX1"),
    "KMT2A/11q23": ("46,{},t(4;11)(q21;q23)[20]", "46,{},t(11;19)(q23;p13.3)[20]", "t(4;11)", "KMT2A-r"),
    "iAMP21": ("iAMP21", "46,{},iAMP21[20]"),
    "Hypodiploid": ("36,{},-2,-3,-4,-7,-9,-13,-15,-16,-17,-20[12]/46,{}[8]", "hypodiploid"),
    "t(17;19)": ("46,{},t(17;19)(q22;p13)[20]",),
    "Complex": ("46,{},del(6)(q15),add(9)(p22),add(14)(q32)[14]/46,{}[6]", "complex"),
    "Other abnormality": ("46,{},del(9)(p21)[14]/46,{}[6]", "46,{},del(6)(q21q25)[20]",
                          "46,{},add(12)(p13)[15]/46,{}[5]"),
    "Normal": _OF_AML["Normal"],
}  # fmt: skip
_OF_MATURE_B: Mapping[str, tuple[str, ...]] = {
    "Other abnormality": ("46,{},t(8;14)(q24;q32)[20]", "t(8;14)"),
    "Complex": ("46,{},dup(1)(q21q32),t(8;14)(q24;q32),add(13)(q34)[18]",),
}
_OF_DOWN_SYNDROME: Mapping[str, tuple[str, ...]] = {
    "Normal": ("47,{},+21c[20]",),
    "Trisomy 8": ("48,{},+8,+21c[12]/47,{},+21c[8]",),
    "Hyperdiploid": ("54,{},+X,+4,+6,+14,+17,+18,+21,+21c[18]",),
    "Other abnormality": ("47,{},del(6)(q21q25),+21c[11]/47,{},+21c[9]",),
}

WORDINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = dict(
    zip(_FAMILIES, (_OF_AML, _OF_ALL, _OF_MATURE_B, _OF_DOWN_SYNDROME), strict=True)
)
"""How each class is written, by family of leukaemia."""


def written(group: str, name: str, sex: str) -> tuple[str, ...]:
    """Return every wording of a class in a group, with the sex chromosomes filled in."""
    wordings = WORDINGS[FAMILY_OF[group]][name]
    return tuple(wording.replace("{}", sex) for wording in wordings)
