"""The gallery leaves no picture or table out, and its boxes tell what is cut, hidden or missing."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from tests.test_charts import charts
from tools.gallery.boxes import Box, Ink, crowded, depth, overlaps, unnamed
from tools.gallery.findings import KINDS, Finding, findings
from tools.gallery.index import lines
from tools.gallery.states import COHORTS, LOOKS, VIEWS, WIDTHS, State, View, states

ROOT = Path(__file__).resolve().parents[1]
SHOWN = {card for view in VIEWS for card in (*view.cards, *view.published)}


def made_name(module: str) -> str:
    """Return the name that a chart's or table's module gives what it makes."""
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"Figure", "Table"}
    ]
    names = [k.value for call in calls for k in call.keywords if k.arg == "name"]
    return " ".join(name.value for name in names if isinstance(name, ast.Constant))


def shown_by_pages(package: str) -> set[str]:
    """Return the modules of a package that a page or one of its sections imports."""
    found = set()
    for page in (*(ROOT / "pages").glob("*.py"), *(ROOT / "emr_ui" / "sections").glob("*.py")):
        for node in ast.walk(ast.parse(page.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == package:
                found |= {f"{package}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("name", charts())
def test_every_chart_is_in_the_gallery(name: str) -> None:
    assert made_name(f"emr_core.charts.{name}") in SHOWN


@pytest.mark.parametrize("module", sorted(shown_by_pages("emr_core.tables")))
def test_every_table_of_a_page_is_in_the_gallery(module: str) -> None:
    assert made_name(module) in SHOWN


def test_every_screen_with_a_chart_or_table_is_opened_with_every_cohort() -> None:
    opened = {view.path.strip("/") or "overview" for view in VIEWS if view.cohorts == tuple(COHORTS)}
    drawing = re.compile(r"^(from emr_core\.(charts|tables) import|sections\.show)", re.MULTILINE)
    pages = (ROOT / "pages").glob("*.py")
    assert opened == {page.stem for page in pages if drawing.search(page.read_text(encoding="utf-8"))}


def test_every_view_is_taken_in_every_look_at_every_width() -> None:
    everything = list(states())
    assert len(everything) == len(LOOKS) * len(WIDTHS) * sum(len(view.cohorts) for view in VIEWS)
    assert len({state.name for state in everything}) == len(everything)
    assert [s.name for s in everything] == [s.name for s in states()]


def test_words_name_what_is_taken() -> None:
    some = list(states(["sites", "phone", "dark", "one", "published"]))
    assert {s.view.screen for s in some} == {"sites"}
    assert {(s.look, s.width) for s in some} == {("dark", "phone")}
    assert {s.cohort for s in some} == {"one", "published"}
    with pytest.raises(SystemExit, match="no 'nowhere'"):
        list(states(["nowhere"]))


def test_an_address_holds_control_filter_and_look() -> None:
    view = View("sites-x", "/sites", (), (("columns", "Karyotype class"),))
    assert State(view, "one", "print", "wide").address == (
        "/sites?columns=Karyotype+class&emr_sites=Skin&look=print"
    )


def ink(words: str, left: float, top: float, right: float, bottom: float) -> Ink:
    """Return an upright text."""
    return Ink(words, ((left, top), (right, top), (right, bottom), (left, bottom)))


def turned(words: str, x: float, y: float, length: float, height: float) -> Ink:
    """Return a text that climbs at 45 degrees from its lower left corner."""
    d, up = length / 2**0.5, height / 2**0.5
    return Ink(words, ((x - up, y - up), (x - up + d, y - up - d), (x + d, y - d), (x, y)))


def test_texts_that_cross_overlap_and_those_that_touch_do_not() -> None:
    a, b, c = ink("a", 0, 0, 10, 10), ink("b", 5, 5, 15, 15), ink("c", 10, 0, 20, 10)
    assert depth(a, b) == pytest.approx(5)
    assert [(x.words, y.words) for x, y in overlaps([a, b, c])] == [("a", "b"), ("b", "c")]
    assert list(overlaps([a, ink("d", 9, 0, 20, 10)])) == []
    assert list(overlaps([a, ink("e", 0, 9, 10, 20)])) == []


def test_turned_texts_side_by_side_do_not_overlap_though_their_upright_boxes_do() -> None:
    first, second = turned("a", 0, 0, 60, 8), turned("b", 20, 0, 60, 8)
    assert first.box.right > second.box.left
    assert list(overlaps([first, second])) == []
    assert len(list(overlaps([first, turned("c", 6, 0, 60, 8)]))) == 1


def test_a_text_without_area_overlaps_nothing() -> None:
    nothing = Ink("x", ((5, 5), (5, 5), (5, 5), (5, 5)))
    assert list(overlaps([nothing, ink("a", 0, 0, 10, 10)])) == []


def test_texts_of_one_line_need_a_gap() -> None:
    a, close, far, below = (
        ink("a", 0, 0, 10, 10),
        ink("b", 11, 0, 20, 10),
        ink("c", 24, 0, 30, 10),
        ink("d", 11, 20, 20, 30),
    )
    assert [(x.words, y.words) for x, y in crowded([far, close, below, a])] == [("a", "b")]


def test_what_sticks_out_is_measured_on_every_side() -> None:
    frame = Box(0, 0, 100, 100)
    assert Box(10, 10, 90, 90).beyond(frame) == 0
    assert Box(-3, 10, 90, 90).beyond(frame) == 3
    assert Box(10, 10, 90, 107).beyond(frame) == 7


def test_a_row_needs_a_name_left_of_the_plot_at_its_height() -> None:
    rows = [Box(50, 0, 100, 20), Box(50, 20, 100, 40)]
    assert unnamed(rows, [ink("first", 0, 5, 40, 15), ink("7", 60, 25, 70, 35)], 50) == 1


def page(**changes: Any) -> dict[str, Any]:
    """Return what a page without fault measures."""
    sound = {
        "main": [0, 0, 390, 800],
        "scroll": [390, 390],
        "outside": [],
        "errors": [],
        "nobody": False,
        "cut": [],
        "cards": [card("site-heatmap")],
    }
    return {**sound, **changes}


def card(name: str, **picture: Any) -> dict[str, Any]:
    """Return what a card without fault measures."""
    drawn = {"box": [16, 50, 374, 300], "plot": [100, 60, 370, 290], "texts": [], "axes": [], "rows": []}
    drawn["scrolls"] = False
    return {
        "name": name,
        "box": [0, 0, 390, 400],
        "room": [16, 374],
        "canvases": 0,
        "tables": [],
        "cut": [],
        "pictures": [{**drawn, "marks": [], **picture}],
    }


SITES = State(View("sites", "/sites", ("site-heatmap",)), "published", "light", "phone")


def kinds(measured: dict[str, Any], console: list[str] | None = None, state: State = SITES) -> list[str]:
    """Return the kinds of findings of a page."""
    return [one.kind for one in findings(state, measured, "/sites", console or [])]


def test_a_sound_page_has_no_findings() -> None:
    assert (
        kinds(page(), ["WARN Channel strokeWidth should not be used with an unsorted discrete field."]) == []
    )


def text(words: str, box: tuple[float, float, float, float]) -> dict[str, Any]:
    """Return a text as `measure.js` returns it."""
    return {"words": words, "corners": [list(corner) for corner in ink(words, *box).corners]}


@pytest.mark.parametrize(
    ("kind", "measured"),
    [
        ("error", page(errors=["KeyError"])),
        ("missing card", page(cards=[])),
        ("missing card", page(nobody=True)),
        ("pans", page(scroll=[500, 390], outside=["stHtml"])),
        ("shortened", page(cut=["Outcome as publ"])),
        ("too wide", page(cards=[{**card("site-heatmap"), "box": [0, 0, 400, 400]}])),
        ("too wide", page(cards=[card("site-heatmap", box=[16, 50, 380, 300])])),
        ("canvas", page(cards=[{**card("site-heatmap"), "canvases": 1}])),
        ("cut", page(cards=[card("site-heatmap", texts=[text("Skin", (360, 60, 380, 70))])])),
        ("cut", page(cards=[card("site-heatmap", marks=[[100, 60, 380, 70]])])),
        ("shortened", page(cards=[card("site-heatmap", texts=[text("Perito…", (20, 60, 80, 70))])])),
        (
            "dropped label",
            page(cards=[card("site-heatmap", axes=[{"name": "Y", "declared": 18, "labels": 9}])]),
        ),
        ("dropped label", page(cards=[card("site-heatmap", rows=[[100, 60, 370, 80]])])),
    ],
)
def test_a_fault_is_found(kind: str, measured: dict[str, Any]) -> None:
    assert kinds(measured) == [kind]
    assert kind in KINDS


def test_a_control_that_was_not_taken_is_found() -> None:
    view = View("sites-subsite", "/sites", ("site-heatmap",), (("level", "subsite"),))
    assert kinds(page(), state=State(view, "published", "light", "phone")) == ["control"]


def test_a_screen_of_the_whole_cohort_is_never_left_by_everybody() -> None:
    view = View("evidence", "/evidence", (), everybody=True)
    assert kinds(page(cards=[]), state=State(view, "none", "light", "phone")) == []
    assert kinds(page(cards=[]), state=State(SITES.view, "none", "light", "phone")) == ["missing card"]


def test_a_table_may_scroll_on_a_phone_alone() -> None:
    scrolling = page(cards=[{**card("site-heatmap"), "tables": [[600, 358]]}])
    assert kinds(scrolling) == []
    assert kinds(scrolling, state=State(SITES.view, "published", "light", "wide")) == ["scrolls"]


def test_a_wide_picture_may_scroll_inside_its_card_on_a_phone_alone() -> None:
    scrolling = page(cards=[card("site-heatmap", box=[16, 50, 700, 300], scrolls=True)])
    assert kinds(scrolling) == []
    assert kinds(scrolling, state=State(SITES.view, "published", "light", "wide")) == ["scrolls"]


def test_findings_of_all_looks_stand_on_one_line() -> None:
    twice = [Finding("cut", "sites", "site-heatmap", "x", "one", look, "phone") for look in ("light", "dark")]
    assert lines(twice) == [("cut", "sites", "site-heatmap", "x", "one; dark, light; phone")]
