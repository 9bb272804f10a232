"""A file read and checked by a peer, with the types, levels, limits and rules that ours checks.

Runs in `.venv-bench`: `python -m benchmarks.peers_intake pandera FILE`. Peers know delimiter and encoding,
are imported before the clock starts, as ours is, and look at each distinct text once where they can, as ours
does.
"""

import importlib
import json
import re
import sys
import time
import warnings
from typing import Any

import pandas as pd

from benchmarks.columns import most_memory, rules_beside

Rules = dict[str, Any]


def pandera(path: str, rules: Rules, pa: Any) -> int:
    """Read every cell as a text, bring words to levels and digits to numbers, and gather all failures."""
    missing = [form for word in rules["missing"] for form in {word, word.upper(), word.capitalize()}]
    read = pd.read_excel if path.endswith(".xlsx") else pd.read_csv
    frame = read(path, dtype=str, keep_default_na=False, na_values=missing)
    columns = {name: _column(about, rules, pa) for name, about in rules["columns"].items()}
    schema = pa.DataFrameSchema(columns, checks=_across(rules, pa))
    try:
        checked = schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failed:
        print(failed.failure_cases.head(), file=sys.stderr)
        checked = frame
    for name, about in rules["columns"].items():
        if about["kind"] == "level":
            checked[name] = checked[name].astype(pd.CategoricalDtype(about["levels"]))
    return len(checked)


def _column(about: Rules, rules: Rules, pa: Any) -> Any:
    """Return a column of pandera's schema, with a parser that brings words to levels."""

    def levels(texts: Any) -> Any:
        spelled = about["spelled"]
        return texts.map({text: spelled.get(text.strip().lower(), text) for text in texts.dropna().unique()})

    common = {"nullable": not about["required"], "unique": about["unique"]}
    if about["kind"] == "number":
        usual = pa.Check.in_range(*about["soft"], raise_warning=True)
        checks = [pa.Check.in_range(*about["hard"]), usual]
        return pa.Column(float, checks, coerce=True, **common)
    if about["kind"] == "level":
        return pa.Column(object, pa.Check.isin(about["levels"]), parsers=pa.Parser(levels), **common)
    if about["kind"] == "sites":
        known = pa.Check(lambda texts: _known_sites(texts, set(rules["sites"])), raise_warning=True)
        return pa.Column(object, known, nullable=True)
    return pa.Column(object, **common)


def _known_sites(texts: Any, sites: set[str]) -> Any:
    """Tell of every cell whether each part between semicolons is a site, each distinct cell once."""
    codes, distinct = pd.factorize(texts)
    known = [all(part.strip() in sites for part in text.split(";")) for text in distinct]
    return pd.Series(pd.Series([*known, True]).to_numpy()[codes], index=texts.index)


def _across(rules: Rules, pa: Any) -> list[Any]:
    """Return the rules across columns, as warnings, and the search for what names a patient."""
    slack = rules["slack"]

    def in_order(first: str, one: float, second: str, other: float) -> Any:
        return lambda frame: ~(frame[first] * one > frame[second] * other + slack)

    def only_for(name: str, companion: str, levels: list[str]) -> Any:
        return lambda frame: frame[name].isna() | frame[companion].isna() | frame[companion].isin(levels)

    def concurrent(time: str, days: float, name: str, level: str, most: float) -> Any:
        return lambda frame: ~((frame[time] * days > most) & (frame[name] == level))

    def of_one_sex(sex: str, parts: list[str]) -> Any:
        pattern = "|".join(map(re.escape, parts))
        return lambda frame: (
            ~(frame["sex"].notna() & (frame["sex"] != sex) & _holds(frame["emr_sites"], pattern))
        )

    def told_apart(frame: Any) -> Any:
        plain = frame["patient_id"].str.lower().str.replace(r"[^0-9a-z]", "", regex=True)
        return ~plain.duplicated(keep=False)

    found = [in_order(*order) for order in rules["orders"]]
    found += [only_for(*rule) for rule in rules["only_for"]]
    found += [concurrent(*rules["concurrent"]), told_apart]
    found += [of_one_sex(sex, parts) for sex, parts in rules["one_sex"].items() if parts]
    found += [_nobody_named(name, rules["identifiers"]) for name in rules["identifiers"]["columns"]]
    return [pa.Check(rule, raise_warning=True) for rule in found]


def _holds(texts: Any, pattern: str) -> Any:
    """Tell which cells hold a pattern, each distinct cell looked at once."""
    codes, distinct = pd.factorize(texts)
    return pd.Series([*(bool(re.search(pattern, text)) for text in distinct), False]).to_numpy()[codes]


def _nobody_named(name: str, about: Rules) -> Any:
    """Return the search for identifiers in a column's distinct cells."""

    def search(frame: Any) -> bool:
        cells = pd.Series(frame[name].dropna().unique()[: about["looked_at"]])
        anywhere = any(cells.str.contains(shape).any() for shape in about["anywhere"])
        return not anywhere and not any(cells.str.fullmatch(shape).mean() > 0.5 for shape in about["in_half"])

    return search


def frictionless(path: str, rules: Rules, peer: Any, across: bool) -> int:
    """Validate all rows against a table schema, words in one spelling, and if asked rules across columns."""
    peer.system.trusted = True
    sites = "|".join(map(re.escape, rules["sites"]))
    fields = []
    for name, about in rules["columns"].items():
        limits: dict[str, object] = {"unique": True} if about["unique"] else {}
        limits |= {"required": True} if about["required"] and about["kind"] != "sites" else {}
        kind = {"number": {"type": "number", "floatNumber": True}}.get(about["kind"], {"type": "string"})
        if about["kind"] == "number":
            limits |= {"minimum": about["hard"][0], "maximum": about["hard"][1]}
        elif about["kind"] == "level":
            limits |= {"enum": list(about["levels"])}
        elif about["kind"] == "sites":
            limits |= {"pattern": f"(?:{sites})(?:; (?:{sites}))*"}
        fields.append({"name": name, **kind, "constraints": limits})
    schema = peer.Schema.from_descriptor({"fields": fields, "missingValues": rules["missing"]})
    formulas = _formulas(rules) if across else []
    checks = [peer.checks.row_constraint(formula=formula) for formula in formulas]
    report = peer.Resource(path=path, schema=schema).validate(peer.Checklist(checks=checks))
    if not report.valid:  # after a thousand errors it would stop
        print(report.flatten(["rowNumber", "fieldName", "type", "note"])[:5], file=sys.stderr)
    return int(report.tasks[0].stats["rows"])


def _formulas(rules: Rules) -> list[str]:
    """Return the rules across columns as frictionless computes them, row by row."""
    formulas = [
        f"not {first} or not {second} or {first} * {one} <= {second} * {other} + {rules['slack']}"
        for first, one, second, other in rules["orders"]
    ]
    formulas += [
        f"not {name} or not {other} or {other} in {levels}" for name, other, levels in rules["only_for"]
    ]
    time_, days, name, level, most = rules["concurrent"]
    formulas.append(f"{name} != {level!r} or not {time_} or {time_} * {days} <= {most}")
    return formulas


def main() -> None:
    """Check the file with the peer that is named."""
    peer, path = sys.argv[1:]
    warnings.simplefilter("ignore")
    rules = rules_beside(path)
    package = importlib.import_module({"pandera": "pandera.pandas"}.get(peer, "frictionless"))
    started, processor = time.perf_counter(), time.process_time()
    if peer == "pandera":
        rows = pandera(path, rules, package)
    else:
        rows = frictionless(path, rules, package, across=peer == "frictionless-rules")
    taken = {
        "seconds": time.perf_counter() - started,
        "processor": time.process_time() - processor,
        "gigabytes": most_memory(),
        "rows": rows,
    }
    print(json.dumps(taken))


if __name__ == "__main__":
    main()
