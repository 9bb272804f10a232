"""Karyotypes of every kind of writing: clones, stems, counts, variants, remarks, mosaics, single cells."""

import pytest

from emr_core.intake.karyotypes import karyotype_columns
from emr_core.schema import BY_NAME
from emr_core.vocabulary.karyotype import KARYOTYPE_CLASSES, PRECEDENCE, read_karyotype
from tests.cohorts import make_cohort

CLONES = [
    ("46,XY,t(8;21)(q22;q22)[9]/47,XY,+8[5]/46,XY[6]", ("t(8;21)", "Trisomy 8")),
    ("45,XX,-7[8]/46,XX,del(5)(q15q33)[6]/46,XX[6]", ("Monosomy 7", "-5/del(5q)")),
]
STEMS = [
    ("46,XX,inv(16)(p13q22)[4]/47,idem,+8[11]", ("inv(16)/t(16;16)", "Trisomy 8")),
    ("46,XY,t(9;22)(q34;q11)[3]/45,sl,-7[9]", ("t(9;22)", "Monosomy 7")),
    ("47,XX,+8[6]/48,sl,+21[7]/49,sdl1,+19[4]", ("Trisomy 8",)),
]
COUNTS = [
    ("55,XY,+X,+4,+6,+10,+14,+17,+18,+21,+21[20]", ("Hyperdiploid",)),
    ("52~56,XX,+4,+6,+10,+14,+21,+21[cp12]", ("Hyperdiploid",)),
    ("28,XY,+10,+14,+18,+21[11]", ("Hypodiploid",)),
    ("<2n>44,XX,-9,-20[12]", ("Other abnormality",)),
    ("66~70,XXX,+1,+8,+21[cp8]", ("Trisomy 8",)),
]
VARIANTS = [
    ("46,XY,t(8;13;21)(q22;q14;q22)[15]", ("t(8;21)",)),
    ("46,XX,t(9;22;14)(q34;q11;q32)[18]", ("t(9;22)",)),
    ("46,XY,t(15;17;19)(q24;q21;p13)", ("t(15;17)",)),
    ("46,XX,t(4;11;14)(q21;q23;q32)", ("KMT2A/11q23",)),
    ("46,XY,ins(10;11)(p12;q23q13)[9]", ("KMT2A/11q23",)),
]
REMARKS = [
    ("46,XY[20]; FISH: t(12;21) positive", ("t(12;21)",)),
    ("46,XX[20]. nuc ish(ETV6,RUNX1)x2[200]", ("Normal",)),
    ("46,XX[20]. nuc ish(ETV6x2,RUNX1x3),(ETV6 con RUNX1x1)[90/200]", ("t(12;21)",)),
    ("nuc ish(ABL1,BCR)x3,(ABL1 con BCRx2)[150]", ("t(9;22)",)),
    ("46,XY[20]. nuc ish(KMT2Ax2)[200]", ("Normal",)),
    ("46,XX[20], FISH BCR::ABL1 negative", ("Normal",)),
    ("culture failed; FISH: KMT2A rearranged", ("KMT2A/11q23",)),
    ("46,XX,t(1;19)(q23;p13), confirmed by PCR (TCF3::PBX1)", ("t(1;19)",)),
]
MOSAICS = [
    ("47,XY,+21c[20]", ("Normal",)),
    ("47,XX,+21c[4]/48,XX,+8,+21c[16]", ("Trisomy 8",)),
    ("45,X[8]/46,XX[12]", ("Other abnormality",)),
    ("47,XXYc,t(9;22)(q34;q11)[14]", ("t(9;22)",)),
]
SINGLE_CELLS = [
    ("46,XX,t(2;7)(p13;q36)[1]/46,XX[24]", ("Normal",)),
    ("47,XY,+8[1]/46,XY[19]", ("Normal",)),
    ("45,XX,-17[2]/46,XX[18]", ("Normal",)),
    ("45,XX,-17[3]/46,XX[17]", ("abn(17p)",)),
]
CLASSES = [
    ("46,XX,t(6;9)(p22;q34)", ("t(6;9)",)),
    ("46,XY,t(17;19)(q22;p13)", ("t(17;19)",)),
    ("46,XX,inv(3)(q21q26)[10]/45,idem,-7[8]", ("inv(3)/t(3;3)", "Monosomy 7")),
    ("iAMP21, 46,XX[20]", ("iAMP21",)),
    ("46,XY,i(17)(q10)[13]", ("abn(17p)",)),
    ("47,XX,del(3)(p14),add(12)(p13),+mar[17]", ("Complex",)),
    ("46,XY,del(20)(q11)[20]", ("Other abnormality",)),
    ("pending", ()),
]
KINDS = {
    "clones": CLONES, "stems": STEMS, "counts": COUNTS, "variants": VARIANTS, "remarks": REMARKS,
    "mosaics": MOSAICS, "single cells": SINGLE_CELLS, "classes": CLASSES,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "classes"),
    [pytest.param(*case, id=f"{kind}: {case[0]}") for kind, cases in KINDS.items() for case in cases],
)
def test_every_kind_of_writing_gives_the_whole_set_of_classes(text, classes):
    reading = read_karyotype(text)
    assert (reading.classes, reading.readable) == (classes, True)


def test_the_cohort_keeps_the_set_and_the_parts_beside_the_primary_class():
    patients = make_cohort(
        leukemia_type="AML",
        karyotype=["47,XX,+8,t(15;17)(q24;q21)[20]", "46,XX[20]", None, "banana"],
    ).patients
    assert patients["karyotype"].astype("object").where(patients["karyotype"].notna(), "").tolist() == [
        "t(15;17)", "Normal", "", "",
    ]  # fmt: skip
    assert patients["karyotype_classes"].fillna("").tolist() == ["t(15;17); Trisomy 8", "Normal", "", ""]
    assert patients["karyotype_parts"].fillna("").tolist() == ["+8; t(15;17)(q24;q21)", "", "", ""]


def test_the_precedence_is_printed_where_the_karyotype_is_described():
    assert PRECEDENCE.endswith("Complex, Other abnormality, Normal.")
    assert all(name in PRECEDENCE for name in KARYOTYPE_CLASSES)
    assert PRECEDENCE in BY_NAME["karyotype"].definition


def test_columns_beside_the_karyotype_have_one_value_a_row():
    texts = make_cohort(karyotype=["t(8;21)", None]).patients["karyotype_as_written"]
    columns, issues = karyotype_columns(BY_NAME["karyotype"], texts)
    assert list(columns) == [
        "karyotype", "karyotype_as_written", "karyotype_classes", "karyotype_parts",
        "eln_2022_karyotype", "cog_aaml1831_karyotype",
    ]  # fmt: skip
    assert all(column.notna().tolist() == [True, False] for column in columns.values())
    assert issues == []
