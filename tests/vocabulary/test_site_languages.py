"""Sites in thirteen languages beside English, from the table of words."""

from collections import Counter, defaultdict

import pytest

from emr_core.vocabulary.site_phrases import TRANSLATIONS
from emr_core.vocabulary.site_tokens import cut
from emr_core.vocabulary.sites import BY_SUBSITE, read_sites

# Those whose words are complete by themselves; the others share many with them.
LANGUAGES = ("German", "French", "Spanish", "Korean", "Chinese", "Japanese", "Persian")


def sides(text):
    return {mention.site.subsite: mention.laterality for mention in read_sites(text).mentions}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("linker Hoden und beide Nieren", {"Testis": "left", "Kidney": "bilateral"}),
        ("Hodenrezidiv rechts", {"Testis": "right"}),
        ("Hautinfiltrate; Leber", {"Skin": "", "Liver": ""}),
        ("Lymphknotenbefall beidseits", {"Lymph node": "bilateral"}),
        ("rechte Augenhöhle", {"Orbit": "right"}),
        ("testicule gauche et rein droit", {"Testis": "left", "Kidney": "right"}),
        ("atteinte de l'orbite droite", {"Orbit": "right"}),
        ("peau, méninges, foie", {"Skin": "", "Meninges": "", "Liver": ""}),
        ("sein ou ovaire", {"Breast": "", "Ovary": ""}),
        ("testículo izquierdo y riñón derecho", {"Testis": "left", "Kidney": "right"}),
        ("testicolo sx, rene dx e ovaio", {"Testis": "left", "Kidney": "right", "Ovary": ""}),
        ("pele, osso; testículo esquerdo", {"Skin": "", "Bone (unspecified)": "", "Testis": "left"}),
        ("sağ böbrek ve cilt, SSS", {"Kidney": "right", "Skin": "", "CNS (unspecified)": ""}),
        ("jądro lewe, skóra i kości", {"Testis": "left", "Skin": "", "Bone (unspecified)": ""}),
        ("CZS en huid", {"CNS (unspecified)": "", "Skin": ""}),
        ("الجلد والعظم", {"Skin": "", "Bone (unspecified)": ""}),
        ("Chlorom Orbita re.", {"Orbit": "right"}),
        ("testicules D + G", {"Testis": "bilateral"}),
        ("ambos ovarios; piel y hueso", {"Ovary": "bilateral", "Skin": "", "Bone (unspecified)": ""}),
        ("líquido cefalorraquídeo", {"CSF": ""}),
        ("ganglios cervicales", {"Lymph node": ""}),
        ("좌측고환, 피부", {"Testis": "left", "Skin": ""}),
        ("양측 고환 재발", {"Testis": "bilateral"}),
        ("간, 비장 및 신장", {"Liver": "", "Spleen": "", "Kidney": ""}),
        ("뼈와 근육", {"Bone (unspecified)": "", "Muscle": ""}),
        ("뇌척수액", {"CSF": ""}),
        ("双侧睾丸复发", {"Testis": "bilateral"}),
        ("左侧睾丸及皮肤", {"Testis": "left", "Skin": ""}),
        ("脑膜、中枢神经系统", {"Meninges": "", "CNS (unspecified)": ""}),
        ("CNS复发", {"CNS (unspecified)": ""}),
        ("右精巣再発", {"Testis": "right"}),
        ("両側腎臓、リンパ節", {"Kidney": "bilateral", "Lymph node": ""}),
        ("皮膚（左）", {"Skin": "left"}),
        ("بیضه راست و پوست", {"Testis": "right", "Skin": ""}),
        ("مایع مغزی نخاعی، کبد", {"CSF": "", "Liver": ""}),
        ("كليه چپ", {"Kidney": "left"}),
    ],
)
def test_sites_and_sides_are_read_in_other_languages(text, expected):
    reading = read_sites(text)
    assert sides(text) == expected
    assert (reading.unread, reading.questions, reading.marrow) == ((), (), False)


@pytest.mark.parametrize(
    "text",
    [
        "Knochenmark",
        "Knochenmarksrezidiv",
        "moelle osseuse",
        "médula ósea",
        "골수",
        "骨髓",
        "骨髄",
        "مغز استخوان",
        "midollo osseo",
        "medula óssea",
        "kemik iliği",
        "szpik",
        "beenmerg",
        "نقي العظم",
    ],
)
def test_marrow_is_no_site_in_any_language(text):
    reading = read_sites(text)
    assert (reading.marrow, reading.mentions, reading.unread) == (True, (), ())


@pytest.mark.parametrize(
    "text",
    ["Splenomegalie", "Brust", "Verdacht auf Hoden", "adénopathie", "hepatoesplenomegalia", "간비대",
     "肝脾肿大", "リンパ節腫大", "هپاتومگالی"],
)  # fmt: skip
def test_words_that_a_person_has_to_decide_on_are_asked_in_any_language(text):
    reading = read_sites(text)
    assert (reading.mentions, len(reading.questions), reading.unread) == ((), 1, ())


@pytest.mark.parametrize(
    ("text", "counted", "excluded"),
    [
        ("ZNS-Befall, kein Knochenmark", ["CNS (unspecified)"], ("Knochenmark",)),
        ("pas d'atteinte cutanée, foie", ["Liver"], ("cutanée",)),
        ("sistema nervioso central negativo, ojo", ["Eye (intraocular)"], ("sistema nervioso central",)),
        ("골수 음성, 고환", ["Testis"], ("골수",)),
        ("无皮肤，骨", ["Bone (unspecified)"], ("皮肤",)),
        ("髄液陰性、精巣", ["Testis"], ("髄液",)),
        ("بدون پوست، مغز", ["Brain parenchyma"], ("پوست",)),
    ],
)
def test_what_is_denied_in_another_language_is_excluded_and_said(text, counted, excluded):
    reading = read_sites(text)
    assert [mention.site.subsite for mention in reading.mentions] == counted
    assert (reading.excluded, reading.marrow) == (excluded, False)


@pytest.mark.parametrize(
    "text", ["multiple Lokalisationen", "disséminé", "múltiples", "다발성", "多发", "متعدد"]
)
def test_disease_without_its_site_is_not_stated_in_any_language(text):
    reading = read_sites(text)
    assert (reading.not_stated, reading.mentions) == (True, ())


@pytest.mark.parametrize("text", ["기간", "우울", "某某", "Fußgängerzone"])
def test_a_syllable_inside_an_unknown_word_is_no_site(text):
    assert (read_sites(text).mentions, read_sites(text).unread) == ((), (text,))


def test_an_unknown_word_beside_a_site_is_kept_as_unread_where_no_blanks_stand():
    reading = read_sites("睾丸某某")
    assert ([m.site.subsite for m in reading.mentions], reading.unread) == (["Testis"], ("某某",))


def test_the_french_bone_is_not_taken_for_the_left_eye():
    assert (sides("testicule, os"), read_sites("testicule, os").unread) == ({"Testis": ""}, ("os",))
    assert sides("eye OS") == {"Eye (intraocular)": "left"}


@pytest.mark.parametrize("row", TRANSLATIONS, ids=lambda row: f"{row['language']}: {row['words'][:20]}")
def test_every_word_of_the_table_is_read_as_its_row_says(row):
    for words in row["words"].split("|"):
        reading = read_sites(words)
        if row["kind"] == "site":
            assert [mention.site for mention in reading.mentions] == [BY_SUBSITE[row["subsites"]]], words
            assert (reading.unread, reading.questions) == ((), ()), words
        elif row["kind"] == "question":
            assert (reading.mentions, reading.questions) == ((), (words,)), words
        elif row["kind"] == "marrow":
            assert (reading.mentions, reading.marrow) == ((), True), words


def test_every_language_has_the_core_sites_both_sides_and_the_marrow():
    core = {
        "CSF", "Brain parenchyma", "Meninges", "CNS (unspecified)", "Orbit", "Bone (unspecified)", "Skin",
        "Muscle", "Lymph node", "Spleen", "Breast", "Lung", "Pleura", "Liver", "Pancreas", "Peritoneum",
        "Intestine (unspecified)", "Kidney", "Testis", "Ovary", "Uterus", "Parotid gland",
    }  # fmt: skip
    # One script serves two languages, and some names are the same in Latin.
    alike = {"Chinese": "Japanese", "Japanese": "Chinese"}
    same = {"German": {"Pleura", "Orbit", "CSF"}, "French": {"Muscle", "Pancreas", "Uterus", "Testis"},
            "Spanish": {"Pleura", "Pancreas"}}  # fmt: skip
    named = defaultdict(set)
    kinds = defaultdict(Counter)
    for row in TRANSLATIONS:
        named[row["language"]].add(row["subsites"])
        kinds[row["language"]][row["kind"]] += 1
    for language in LANGUAGES:
        held = named[language] | named[alike.get(language, language)] | same.get(language, set())
        assert core <= held, (language, core - held)
        other = kinds[alike.get(language, language)]
        assert all(kinds[language][kind] or other[kind] for kind in ("left", "right", "bilateral", "marrow"))


def test_a_run_is_cut_into_the_fewest_known_words():
    words = {"肾", "肾上腺", "上", "左"}
    assert cut("左肾上腺", words, {"左"}) == ["左", "肾上腺"]
    assert cut("肾门", words, {"左"}) == ["肾门"]
    assert cut("간장", {"간", "장"}, ()) == ["간장"]
