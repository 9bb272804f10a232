"""A deck can be shown as it is: order and words are kept, every slide says what it counts, nothing is cut."""

import io
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu
from pypdf import PdfReader

from emr_core.__main__ import main
from emr_core.charts import outcome_shares, site_heatmap
from emr_core.export.deck import table_layout
from emr_core.export.deck.deck import (
    Deck,
    Slide,
    fits,
    from_json,
    moved,
    reworded,
    to_json,
    with_slide,
    without_slide,
)
from emr_core.export.deck.html_file import html_bytes
from emr_core.export.deck.page import Page
from emr_core.export.deck.pages import pages
from emr_core.export.deck.pdf_file import pdf_bytes
from emr_core.export.deck.pptx_file import pptx_bytes
from emr_core.filters import Levels
from emr_core.recipe import recipe_of
from emr_core.tables import table_one
from tests import cohorts

DAY = date(2026, 11, 22)
ONLY_ALL = (Levels("leukemia_type", ("ALL",)),)
HEATMAP = Slide(recipe_of(site_heatmap, site_heatmap.Options(), ONLY_ALL), comment="CSF <first> & testis")
SHARES = Slide(recipe_of(outcome_shares, outcome_shares.Options()), "Who died?")
TABLE = Slide(recipe_of(table_one))
DECK = Deck((HEATMAP, SHARES, TABLE), "Thursday's board")


@cache
def made() -> tuple[Page, ...]:
    return pages(DECK, cohorts.published(), DAY)


def test_a_picture_is_added_once_moved_reworded_and_taken_out() -> None:
    deck = with_slide(with_slide(with_slide(Deck(), HEATMAP), SHARES), HEATMAP)
    assert [slide.recipe.name for slide in deck.slides] == ["site_heatmap", "outcome_shares"]
    assert [slide.recipe.name for slide in moved(deck, 1, -1).slides] == ["outcome_shares", "site_heatmap"]
    assert moved(deck, 0, -1) == deck
    assert moved(deck, 1, 1) == deck
    assert reworded(deck, 0, " Where ", "In CSF").slides[0] == Slide(HEATMAP.recipe, "Where", "In CSF")
    assert without_slide(deck, 0).slides == (SHARES,)


def test_a_saved_deck_comes_back_and_holds_no_patient() -> None:
    cohort = cohorts.published()
    deck = Deck(DECK.slides, DECK.title, cohort.source.fingerprint)
    saved = to_json(deck)
    assert from_json(saved.encode()) == deck
    assert fits(deck, cohort)
    assert not fits(Deck((), "", "another"), cohort)
    assert not re.search(r"\bP\d\d\b", saved)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("PK\x03", "This file is not a deck"),
        ("[]", "This file is not a deck"),
        ('{"format": 9}', "format 9; this version reads format 1"),
        (
            '{"format": 1, "title": "", "fingerprint": "", "slides": [{"recipe": {"kind": "charts", '
            '"name": "pie", "options": null, "choices": []}, "heading": "", "comment": ""}]}',
            "Slide 1 of this deck cannot be shown: there is no 'pie'",
        ),
    ],
)
def test_what_is_no_deck_is_refused_in_words(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        from_json(text)


def test_title_and_methods_are_made_and_every_slide_has_its_own_filters_in_the_footer() -> None:
    first, heatmap, shares, *rest = made()
    assert first.opening
    assert first.heading == "Thursday's board"
    assert "Published cohort: Seoul 2009–2011 (Kim et al. 2016)" in first.lines
    assert heatmap.footer.startswith("Leukaemia type: ALL · 14 of 22 patients · Seoul 2009–2011")
    assert heatmap.footer.endswith("2026-11-22 · exploratory, n = 14")
    assert shares.footer.startswith("All patients · 22 of 22 patients")
    assert shares.heading == "Who died?"
    assert [page.heading for page in rest][-1].startswith("Methods")
    assert any("scipy" in line for page in rest for line in page.lines)


def test_the_notes_hold_caption_methods_and_numbers() -> None:
    notes = made()[2].notes
    assert "22 of 22 patients" in notes
    assert "Wilson 95 % interval" in notes
    assert "3/4 (75 %)" in notes


def test_the_parts_of_a_long_table_add_up_to_it() -> None:
    body = table_one.table(cohorts.published(), 22).body
    shares = table_layout.shares(body)
    parts = table_layout.parts(body, shares)
    assert sum(map(len, parts)) == len(body)
    assert len(parts) > 1
    assert sum(shares) == pytest.approx(1)
    for part in parts:
        lines = [
            max(len(table_layout.broken(str(cell), share)) for cell, share in zip(row, shares, strict=True))
            for row in part.to_numpy()
        ]
        assert sum(lines) < table_layout.LINES


def test_a_word_stays_whole_beside_columns_of_sentences() -> None:
    sentence = "Bone is a site of six children; which of them were imaged is not published."
    body = pd.DataFrame([[sentence, "≠ disagree", sentence, sentence, sentence]], columns=list("abcde"))
    shares = table_layout.shares(body)
    assert sum(shares) == pytest.approx(1)
    assert table_layout.broken("≠ disagree", shares[1]) == ["≠ disagree"]


def test_the_powerpoint_is_wide_and_holds_titles_alt_texts_native_tables_notes_and_footers() -> None:
    show = Presentation(io.BytesIO(pptx_bytes(made())))
    assert show.slide_width / show.slide_height == pytest.approx(16 / 9, rel=1e-3)
    slides = list(show.slides)
    assert [slide.shapes.title.text for slide in slides] == [page.line for page in made()]
    picture = next(shape for shape in slides[1].shapes if shape.shape_type == 13)
    assert picture._element.nvPicPr.cNvPr.get("descr").startswith("Heatmap of 12 sites")
    wide, high = picture.image.size
    assert picture.width / picture.height == pytest.approx(wide / high, rel=1e-3), "distorted"
    assert wide / Emu(picture.width).inches > 150, "too coarse"
    assert any(shape.has_table for shape in slides[3].shapes)
    texts = " ".join(shape.text_frame.text for shape in slides[1].shapes if shape.has_text_frame)
    assert "CSF <first> & testis" in texts
    assert made()[1].footer in texts
    assert slides[2].notes_slide.notes_text_frame.text.startswith("All patients. 22 of 22 patients.")
    for slide in slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= show.slide_width
            assert shape.top + shape.height <= show.slide_height, shape.name


def test_the_pdf_has_a_page_a_slide_with_lettering_that_can_be_searched() -> None:
    book = PdfReader(io.BytesIO(pdf_bytes(made(), DECK.title)))
    assert len(book.pages) == len(made())
    assert book.metadata is not None
    assert book.metadata.title == "Thursday's board"
    text = book.pages[1].extract_text()
    assert "Patients by site of relapse" in text
    assert "CSF <first> & testis" in text
    box = book.pages[1].mediabox
    assert float(box.width) / float(box.height) == pytest.approx(16 / 9, rel=1e-3)


def test_the_html_stands_alone_and_escapes_what_was_written() -> None:
    text = html_bytes(made(), "<b>x</b>").decode("utf-8")
    assert "<title>&lt;b&gt;x&lt;/b&gt;</title>" in text
    assert "CSF &lt;first&gt; &amp; testis" in text
    ours = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    assert re.findall(r"(?:src|href|url)\s*[=(]", ours) == []
    assert "default-src 'none'" in text
    assert text.count("<section>") == len(made())


def test_the_command_writes_the_kind_its_name_ends_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "board.pptx"
    assert main(["deck", "--out", str(file), "--where", "leukemia_type=AML", "--title", "AML"]) == 0
    assert capsys.readouterr().out == "board.pptx: 5 slides with title and methods.\n"
    show = Presentation(file)
    assert show.slides[0].shapes.title.text == "AML"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--out", "x.doc"], "x.doc: end the name in .pptx, .pdf, .html."),
        (["--out", "x.pdf", "--where", "a=b"], "is not a filter"),
        (["--out", "x.pdf", "--where", "leukemia_type=AML", "emr_sites=CSF"], "No patient fits"),
    ],
)
def test_a_wrong_call_is_told(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deck", *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_no_empty_cell_makes_a_row_of_a_table_higher_and_no_caption_runs_into_the_foot() -> None:
    slides = Presentation(io.BytesIO(pptx_bytes(made()))).slides
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    cells = [cell for table in tables for row in table.rows for cell in row.cells]
    assert "" in {cell.text for cell in cells}
    assert not any(cell.text_frame.paragraphs[0].runs for cell in cells if not cell.text)
    ends = {cell.text_frame.paragraphs[0]._p.find(qn("a:endParaRPr")).get("sz") for cell in cells}
    assert ends == {"1100"}, "an empty cell would be as high as 18 points"
    bold = {row.cells[0].text for table in tables for row in list(table.rows)[1:] if is_bold(row)}
    assert {"Patient", "Marrow", "Outcome"} <= bold
    assert "Sex" not in bold
    captions = [page.caption for page in made() if page.table is not None]
    assert [caption.endswith("Notes on the last page of this table.") for caption in captions] == [1] * (
        len(tables) - 1
    ) + [0]
    assert "Not recorded in this cohort" in captions[-1]
    shapes = [shape for slide in slides for shape in slide.shapes if shape.has_text_frame]
    shown = [shape.text_frame.text for shape in shapes]
    assert any(text.endswith("… whole in the notes.") and len(text) <= 880 for text in shown)


def is_bold(row: Any) -> bool:
    return any(run.font.bold for run in row.cells[0].text_frame.paragraphs[0].runs)
