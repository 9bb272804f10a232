"""A picture or table as a Python script on the public core, which makes the same numbers from the file."""

import dataclasses
from typing import Any

from emr_core import __version__
from emr_core.cohort import Source
from emr_core.pair import Side, Sides
from emr_core.pool import is_pooled
from emr_core.recipe import Recipe

BUNDLED = {"published": "data/sample_cohort.csv", "synthetic": "data/synthetic_registry.csv"}
"""The files of the cohorts that come with the product, as seen from its folder."""

OTHER_FILE = "other-cohort.csv"
"""The name that stands for the file of an uploaded cohort that is compared with."""

OWN_FILE = "tidy-cohort.csv"
"""The name that stands for an uploaded cohort's file; the file itself is saved on the Data screen."""


def script(recipe: Recipe, source: Source, title: str, other: Source | None = None) -> str:
    """Return the Python script that makes one picture or table again.

    Parameters
    ----------
    recipe
        Which one, with what options, of which patients.
    source
        The cohort's source. An upload's file is not part of the script: it names the tidy file that the
        Data screen offers.
    title
        What is shown, for the script's first line; it must hold no patient's data.
    other
        The source of the cohort that is compared with, if it is another one.
    """
    path = _path(source, OWN_FILE)
    beside = _path(other, OTHER_FILE) if other is not None else ""
    options = f", {_called(recipe.name, recipe.options)}" if recipe.options is not None else ""
    sides = () if recipe.sides is None else (recipe.sides.first, recipe.sides.second)
    every = (*recipe.choices, *(choice for side in sides for choice in side.choices))
    types = sorted({type(choice).__name__ for choice in every})
    nested = sorted({(type(v).__module__, type(v).__name__) for v in _dataclasses(recipe.options)})
    imports = {
        "emr_core.filters": types if sides else ["apply", *types],
        "emr_core.intake.load": ["load"],
        f"emr_core.{recipe.kind}": [recipe.name],
    }
    if recipe.kind == "charts":
        imports["emr_core.look"] = ["LOOKS"]
    if sides:
        imports["emr_core.pair"] = ["Side", "Sides", "paired"]
    for module, name in nested:
        imports.setdefault(module, []).append(name)
    lines = [
        f'"""{_plain(title)}',
        "",
        f"Extramedullary Relapse Explorer {__version__}. Run it in the product's folder.",
        *(
            ["A cohort is an upload: save its tidy file on the Data screen and name it here."]
            if {path, beside} & {OWN_FILE, OTHER_FILE}
            else []
        ),
        '"""',
        "",
        "from pathlib import Path",
        "",
        *(f"from {module} import {', '.join(names)}" for module, names in sorted(imports.items()) if names),
        "",
        f'file = Path("{path}")',
        *_read(path, "whole"),
        *((f'file = Path("{beside}")', *_read(beside, "other")) if beside else ()),
        *("choices = (", *(f"    {choice!r}," for choice in recipe.choices), ")"),
        *(_sides(recipe, source, beside=bool(beside)) if sides else ["shown = apply(whole, choices)"]),
        *_made(recipe, options),
    ]
    return "\n".join(lines) + "\n"


def _path(source: Source, own: str) -> str:
    """Return the file of a cohort: one that comes with the product, or the name that stands for it."""
    return own if is_pooled(source) else BUNDLED.get(source.kind, own)


def _read(path: str, name: str) -> list[str]:
    """Return the lines that read a cohort."""
    if path in (OWN_FILE, OTHER_FILE):
        return [f"{name} = load(file.read_bytes(), file.name).cohort"]
    return [
        'description = file.with_suffix(".source.json").read_bytes()',
        f"{name} = load(file.read_bytes(), file.name, description).cohort",
    ]


def _sides(recipe: Recipe, source: Source, *, beside: bool) -> list[str]:
    """Return the lines that put two sides together; a cohort's fingerprint is that of the file at hand."""
    sides = recipe.sides or Sides(Side(""), Side(""))
    lines = ["sides = Sides("]
    for side in (sides.first, sides.second):
        of = ", other.source.fingerprint" if side.of not in ("", source.fingerprint) else ""
        lines.append(f"    Side({side.name!r}, {side.choices!r}{of}),")
    lines += [f"    {sides.both!r},", ")"]
    given = ", {other.source.fingerprint: other}" if beside else ""
    return [*lines, f"shown = paired(whole, sides, choices{given})"]


def _made(recipe: Recipe, options: str) -> list[str]:
    """Return the lines that make the picture or table and print its numbers."""
    if recipe.kind == "tables":
        return [
            f"made = {recipe.name}.table(shown, len(whole){options})",
            'print(made.title, made.body.to_string(index=False), made.caption, made.methods, sep="\\n\\n")',
        ]
    return [
        f'made = {recipe.name}.figure(shown, len(whole), LOOKS["print"]{options})',
        f'made.chart.save("{recipe.name}.html")',
        'print(made.title, made.table.to_string(index=False), made.caption, made.methods, sep="\\n\\n")',
    ]


def _called(module: str, options: Any) -> str:
    """Return the call that makes options, with only what differs from the defaults."""
    return f"{module}.{_call(options)}"


def _call(made: Any) -> str:
    """Return a dataclass as the call that makes it, without its defaults."""
    parts = [
        f"{field.name}={_call(value) if dataclasses.is_dataclass(value) else repr(value)}"
        for field in dataclasses.fields(made)
        if (value := getattr(made, field.name)) != field.default
    ]
    return f"{type(made).__name__}({', '.join(parts)})"


def _dataclasses(options: Any) -> list[Any]:
    """Return the values of options that need an import of their own."""
    if options is None:
        return []
    values = [getattr(options, field.name) for field in dataclasses.fields(options)]
    changed = [v for v, f in zip(values, dataclasses.fields(options), strict=True) if v != f.default]
    parts = [part for value in changed for part in (value if isinstance(value, tuple) else (value,))]
    return [part for part in parts if dataclasses.is_dataclass(part)]


def _plain(title: str) -> str:
    """Return a title that cannot end the text it stands in."""
    return title.replace("\\", "/").replace('"', "'").rstrip(".") + "."
