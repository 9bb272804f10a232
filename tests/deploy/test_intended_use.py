"""What the software is not: said on every screen, in what is taken away, and in the documents."""

from datetime import date

import pytest

from emr_core.export import image
from emr_core.export.deck import pages
from emr_core.export.deck.standard import standard_deck
from tests.browser.process import ROOT
from tests.cohorts import published

DAY = date(2026, 11, 22)
SAID = "not a medical device"


def test_every_screen_ends_with_it() -> None:
    text = (ROOT / "emr_ui" / "main.py").read_text(encoding="utf-8")
    body = text[text.index("page.run()") :]
    assert '\nst.caption("EMR: extramedullary relapse. Exploratory; not a medical device' in body


def test_every_picture_and_workbook_says_it_beside_its_source() -> None:
    assert image.provenance(published().source, DAY).endswith("exploratory, not a medical device")


def test_every_deck_begins_with_it() -> None:
    first = pages.title_page(standard_deck(published()), published(), DAY).lines
    assert any(SAID in line.lower() for line in first)


@pytest.mark.parametrize("name", ["README.md", "PRIVACY.md", "deploy/README.md", "docs/validation.md"])
def test_the_documents_say_it(name: str) -> None:
    path = ROOT / name
    assert SAID in " ".join(path.read_text(encoding="utf-8").replace("*", "").split()).lower()
