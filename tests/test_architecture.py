"""The house stands as drawn: imports run one way, the core is pure, pages read like a script."""

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# From the ground up. A module may import from its own storey only what its own folder holds, and from any
# storey below. What stands in no storey may not exist: the last test of this block says so.
STOREYS: tuple[frozenset[str], ...] = (
    frozenset({"fields", "policy", "stats"}),
    frozenset({"vocabulary", "wording"}),
    frozenset({"variables"}),
    frozenset({"schema"}),
    frozenset({"choices", "cohort", "dtypes"}),
    frozenset({"joined", "once", "overlaps"}),
    frozenset({"distinct_texts", "site_patterns"}),
    frozenset(
        {
            "bmr",
            "body",
            "dictionary",
            "filters",
            "intake",
            "look",
            "patient_order",
            "pool",
            "risk",
            "synthetic",
            "timeline",
        }
    ),
    frozenset(
        {"endpoints", "factors", "figure", "lane_states", "pair", "set_grid", "synthesize", "warehouse"}
    ),
    frozenset({"curves", "level_counts", "site_counts", "strata"}),
    frozenset({"lane_axis", "lane_marks", "timeline_groups"}),
    frozenset({"interval_times", "lane_rows", "relapse_timing"}),
    frozenset({"lane_frames", "strip_frames"}),
    frozenset(
        {
            "course_frames",
            "evidence",
            "flow",
            "initial_sites",
            "outcome_groups",
            "site_columns",
            "site_order",
            "site_sets",
        }
    ),
    frozenset({"outcomes", "patient_facts", "patient_patterns", "site_contrast"}),
    frozenset({"patient_line", "patient_ranks"}),
    frozenset({"rank_frames", "similar_cases"}),
    frozenset({"tables"}),
    frozenset({"charts"}),
    frozenset({"recipe"}),
    frozenset({"export", "headline"}),
    frozenset({"summary"}),
    frozenset({"commands"}),
    frozenset({"__main__"}),
)
STOREY_OF = {name: number for number, names in enumerate(STOREYS) for name in names}

CORE = sorted((ROOT / "emr_core").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
SECTIONS = sorted((ROOT / "emr_ui" / "sections").glob("*.py"))


def imported(path: Path) -> set[str]:
    """Return the dotted names of everything a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def own(names: set[str]) -> set[str]:
    """Return the rooms of the core among dotted names."""
    return {name.split(".")[1] for name in names if name.startswith("emr_core.")} - {"__version__"}


def room(path: Path) -> str:
    """Return the room of the core that a file stands in."""
    part = path.relative_to(ROOT / "emr_core").parts[0]
    return part.removesuffix(".py")


@pytest.mark.parametrize("path", CORE, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_core_knows_no_user_interface(path: Path) -> None:
    forbidden = {"streamlit", "emr_ui", "pages", "app", "tests", "tools"}
    assert not {name.split(".")[0] for name in imported(path)} & forbidden


@pytest.mark.parametrize(
    "path", [p for p in CORE if room(p) != "__init__"], ids=lambda p: str(p.relative_to(ROOT))
)
def test_imports_run_one_way(path: Path) -> None:
    here = room(path)
    assert here in STOREY_OF, f"{here} stands in no storey of {Path(__file__).name}"
    above = {name for name in own(imported(path)) if name != here and STOREY_OF[name] >= STOREY_OF[here]}
    assert above == set()


def test_every_storey_holds_rooms_that_exist() -> None:
    assert set(STOREY_OF) == {room(path) for path in CORE} - {"__init__"}


def test_statistics_import_nothing_of_ours() -> None:
    for path in (ROOT / "emr_core" / "stats").glob("*.py"):
        assert own(imported(path)) <= {"stats"}, path


def test_a_chart_imports_no_other_chart() -> None:
    for path in (ROOT / "emr_core" / "charts").glob("*.py"):
        charts = {name.split(".")[2] for name in imported(path) if name.startswith("emr_core.charts.")}
        assert all(name == "layout" or name.endswith("_layout") for name in charts), path


@pytest.mark.parametrize("path", PAGES + SECTIONS, ids=lambda p: p.name)
def test_a_page_is_short_and_imports_only_the_two_houses_and_streamlit(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 90
    roots = {name.split(".")[0] for name in imported(path)}
    assert roots <= {"streamlit", "emr_ui", "emr_core", "typing", "functools", "collections"}


@pytest.mark.parametrize("path", PAGES + SECTIONS, ids=lambda p: p.name)
def test_a_page_computes_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for word in (".groupby(", ".merge(", ".value_counts(", ".patients[", "unsafe_allow_html", "st.cache_"):
        assert word not in text, f"{path.name} uses {word}"


def test_files_stay_readable() -> None:
    places = ("emr_core", "emr_ui", "pages", "tools")
    files = [path for place in places for path in (ROOT / place).rglob("*.py")]
    long = {str(p.relative_to(ROOT)): n for p in files if (n := len(p.read_text().splitlines())) > 250}
    assert long == {}


def test_no_file_is_named_after_nothing_in_particular() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}
    stems = {path.stem for place in ("emr_core", "emr_ui", "pages") for path in (ROOT / place).rglob("*.py")}
    assert not stems & vague


def test_no_html_of_ours_is_trusted() -> None:
    for path in (ROOT / "emr_ui").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        # The count above every screen is a live region; two numbers of ours are all that stands in it.
        assert text.count("unsafe_allow_html=True") == (path.name == "masthead.py"), path


@pytest.mark.parametrize(
    "name", ["clicks", "curves", "export", "fisher", "growth", "intake", "soak", "start", "visitors"]
)
def test_a_benchmark_finds_what_it_imports(name: str) -> None:
    assert callable(importlib.import_module(f"benchmarks.{name}").main)
