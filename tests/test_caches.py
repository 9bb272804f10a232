"""What outlives a session holds no patient: every cache and every changing global has its reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = [
    ROOT / "app.py",
    *(path for place in ("emr_core", "emr_ui", "pages") for path in (ROOT / place).rglob("*.py")),
]

CACHES = {
    "emr_core/recipe.py modules": "our own modules, by kind",
    "emr_core/stats/_factorials.py _log_factorials": "logarithms of 0!, 1!, 2!, ...",
    "emr_core/synthetic/patients.py _wordings": "wordings that synthetic patients are made of",
    "emr_core/synthetic/files.py _numbers": "numbers as text",
    "emr_core/vocabulary/karyotype_classes.py _bands": "places of our own table, never of a cell",
    "emr_core/export/software.py software": "names and versions of packages",
    "emr_core/export/deck/html_file.py _bundle": "the drawing library",
    "emr_core/stats/_every_table.py _choices": "Pascal's triangle",
    "emr_core/intake/read/plausibility.py _levels": "spellings of our own levels",
    "emr_core/intake/words.py answers": "our own table of words",
    "emr_core/intake/headers.py _by_initials": "spellings of our own fields",
    "emr_core/intake/words.py header_words": "our own table of words",
    "emr_core/intake/words.py missing_words": "our own table of words",
    "emr_core/intake/words.py level_words": "our own table of words, by field",
    "emr_core/intake/words.py _rows": "our own table of words",
    "emr_core/intake/headers.py _names": "spellings of our own fields",
    "emr_core/intake/headers.py _bare": "spellings of our own fields",
    "emr_core/evidence/reference_line.py reference_lines": "published numbers",
    "emr_ui/current.py bundled": "the cohorts that come with the product, which are public",
}
"""Functions whose results are kept for all sessions."""

GLOBALS = {
    "emr_core/intake/words.py _SPELLINGS": "spellings of our own fields, by field",
    "emr_ui/retention.py STORES": "weak references to the stores that are swept",
}
"""Names of a module that functions change."""

KEPT_BY_ITSELF = {"emr_ui/board.py ('preview', page)", "emr_ui/card.py key"}
"""What is kept under its whole content instead; the key of a comparison is made one line before."""

OF_PATIENTS = ("Cohort", "DataFrame", "Series", "Intake", "RawTable", "bytes", "Figure", "Table")

CHANGING = {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove"} | {
    "setdefault",
    "update",
}
"""Methods that change what they belong to."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    """Yield every function of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def first_name(node: ast.expr) -> str:
    """Return the name that an attribute or item belongs to."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def changed(function: Function) -> set[str]:
    """Return the names from outside that a function changes."""
    found: set[str] = set()
    local = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            local.add(node.id)
        elif isinstance(node, ast.Global):
            found |= set(node.names)
        elif isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            found.add(first_name(node))
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING
        ):
            found.add(first_name(node.func.value))
    return found - local


def test_every_cache_of_the_process_is_known_and_takes_nothing_of_patients() -> None:
    found = {}
    for path in FILES:
        for function in functions(path):
            named = {ast.unparse(decorator) for decorator in function.decorator_list}
            if any("cache" in name for name in named - {"cached_property"}):  # that is kept on its object
                found[f"{path.relative_to(ROOT).as_posix()} {function.name}"] = ast.unparse(function.args)
    assert set(found) == set(CACHES)
    assert [name for name, taken in found.items() if any(kind in taken for kind in OF_PATIENTS)] == []


def test_every_global_that_changes_is_known() -> None:
    found = set()
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        stored = {
            node.id
            for statement in tree.body
            if isinstance(statement, ast.Assign | ast.AnnAssign)
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        names = set().union(*map(changed, functions(path)), set()) & stored
        found |= {f"{path.relative_to(ROOT).as_posix()} {name}" for name in names}
    assert found == set(GLOBALS)


def test_what_a_session_keeps_is_kept_under_its_cohorts_fingerprint() -> None:
    calls = [
        f"{path.relative_to(ROOT).as_posix()} {ast.unparse(call.args[0])}"
        for path in FILES
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in {"current.keep"} and call.args
    ]
    assert len(calls) > 5
    assert {call for call in calls if "fingerprint" not in call} == KEPT_BY_ITSELF


def test_no_cache_of_streamlit_is_used() -> None:
    # What a session makes is kept in its own state, by fingerprint and filters: there is none to scope.
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert "cache_data" not in text, path
        assert "cache_resource" not in text, path
