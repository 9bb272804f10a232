"""A karyotype read out: every kind of change has words, and what has none stands as written."""

import pytest

from emr_core.vocabulary.karyotype import read_karyotype
from emr_core.vocabulary.karyotype_words import in_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("t(17, 19)", "translocation between chromosomes 17 and 19"),
        ("46,XY,t(9;22)(q34;q11.2)", "translocation between 9q34 and 22q11.2"),
        ("t(15;17;19)", "translocation among chromosomes 15, 17 and 19"),
        ("t(v;11)(v;q23)", "translocation between a partner not stated and 11q23"),
        ("?t(8;21)", "translocation between chromosomes 8 and 21, uncertain"),
        (
            "46,XY,der(19)t(1;19)(q23;p13)",
            "derivative chromosome 19 from a translocation between 1q23 and 19p13",
        ),
        ("46,XX,der(1;7)(q10;p10)", "derivative chromosome of 1q10 and 7p10"),
        ("inv(16)", "inversion of chromosome 16"),
        ("inv(16)(p13.1q22)", "inversion of chromosome 16 with breaks at 16p13.1 and 16q22"),
        ("46,XY,del(7)(q22q36)", "deletion from 7q22 to 7q36"),
        ("46,XY,del(9)(p21)", "deletion at 9p21"),
        ("46,XX,5q-", "deletion in the long arm of chromosome 5"),
        ("46,XX,dup(1)(q21q32)", "duplication from 1q21 to 1q32"),
        ("46,XX,add(12)(p13)", "additional material of unknown origin at 12p13"),
        ("46,XX,i(17)(q10)", "isochromosome of the long arm of chromosome 17"),
        ("46,XX,dic(9;20)(p11;q11)", "dicentric chromosome of 9p11 and 20q11"),
        ("46,XX,ins(5)(q31q13q33)", "insertion within chromosome 5 with breaks at 5q31, 5q13 and 5q33"),
        ("46,XX,r(7)", "ring chromosome 7"),
        ("46,XX,hsr(8)(q24)", "homogeneously staining region at 8q24"),
        ("45,XX,-7", "loss of chromosome 7"),
        ("47,XX,+8", "gain of chromosome 8"),
        ("47,XX,+mar", "marker chromosome of unknown origin"),
        ("46,XX,dmin", "double minutes"),
        ("84,XXYY", "change in the number of chromosomes"),
    ],
)
def test_a_change_has_words(text: str, words: str) -> None:
    assert [in_words(one) for one in read_karyotype(text).abnormalities][:1] == [words]
