"""A picture or table as a Python script on the public core, which makes the same numbers from the file."""

import dataclasses
from typing import Any

from emr_core import __version__
from emr_core.cohort import Source
from emr_core.recipe import Recipe

BUNDLED = {"published": "data/sample_cohort.csv", "synthetic": "data/synthetic_registry.csv"}
"""The files of the cohorts that come with the product, as seen from its folder."""

OWN_FILE = "tidy-cohort.csv"
"""The name that stands for an uploaded cohort's file; the file itself is saved on the Data screen."""


def script(recipe: Recipe, source: Source, title: str) -> str:
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
    """
    path = BUNDLED.get(source.kind, OWN_FILE)
    options = f", {_called(recipe.name, recipe.options)}" if recipe.options is not None else ""
    types = sorted({type(choice).__name__ for choice in recipe.choices})
    nested = sorted({(type(v).__module__, type(v).__name__) for v in _dataclasses(recipe.options)})
    imports = {
        "emr_core.filters": ["apply", *types],
        "emr_core.intake.load": ["load"],
        f"emr_core.{recipe.kind}": [recipe.name],
    }
    if recipe.kind == "charts":
        imports["emr_core.look"] = ["LOOKS"]
    for module, name in nested:
        imports.setdefault(module, []).append(name)
    lines = [
        f'"""{_plain(title)}',
        "",
        f"Extramedullary Relapse Explorer {__version__}. Run it in the product's folder.",
        *(
            ["The cohort is an upload: save its tidy file on the Data screen and name it here."]
            if path == OWN_FILE
            else []
        ),
        '"""',
        "",
        "from pathlib import Path",
        "",
        *(f"from {module} import {', '.join(names)}" for module, names in sorted(imports.items())),
        "",
        f'file = Path("{path}")',
        *_read(path),
        *("choices = (", *(f"    {choice!r}," for choice in recipe.choices), ")"),
        "shown = apply(whole, choices)",
        *_made(recipe, options),
    ]
    return "\n".join(lines) + "\n"


def _read(path: str) -> list[str]:
    """Return the lines that read the cohort."""
    if path == OWN_FILE:
        return ["whole = load(file.read_bytes(), file.name).cohort"]
    return [
        'description = file.with_suffix(".source.json").read_bytes()',
        "whole = load(file.read_bytes(), file.name, description).cohort",
    ]


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
