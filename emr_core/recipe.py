"""How a picture or table is made again: which one, with what options, of which patients.

A deck keeps recipes instead of pictures, a script prints one, and the screen draws by one; so a slide, a
script and a card cannot differ. A recipe holds no patient but the one whom a case is about.
"""

import dataclasses
import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Literal, get_args, get_type_hints

import emr_core.charts
import emr_core.tables
from emr_core.cohort import Cohort
from emr_core.figure import Figure, Table
from emr_core.filters import Choice, Levels, Range, SiteChoice, apply
from emr_core.look import Look
from emr_core.pair import Narrow, Sides, paired

Kind = Literal["charts", "tables"]

CHOICES: dict[str, type[Choice]] = {"levels": Levels, "range": Range, "sites": SiteChoice}


@dataclass(frozen=True)
class Recipe:
    """One picture or table, to be made of any cohort.

    Parameters
    ----------
    kind
        The folder of the core it stands in.
    name
        Its module there.
    options
        The module's own `Options`; None for one that has none.
    choices
        The filters of the patients it is made of, in order.
    sides
        What is compared with what, if it is of two sides; the filters are then those of both.
    """

    kind: Kind
    name: str
    options: Any = None
    choices: tuple[Choice, ...] = ()
    sides: Sides | None = None

    @property
    def module(self) -> ModuleType:
        """The module that makes it."""
        return modules(self.kind)[self.name]

    @property
    def patient_id(self) -> str:
        """The patient a case is about; empty for what is about many."""
        return str(getattr(self.options, "patient_id", ""))


def recipe_of(module: ModuleType, options: object = None, choices: tuple[Choice, ...] = ()) -> Recipe:
    """Return the recipe of a chart's or table's module with these options and filters."""
    _, kind, name = module.__name__.split(".")
    return Recipe("tables" if kind == "tables" else "charts", name, options, choices)


@cache
def modules(kind: Kind) -> dict[str, ModuleType]:
    """Return every chart, or every table, by the name of its module."""
    package, makes = (emr_core.charts, "figure") if kind == "charts" else (emr_core.tables, "table")
    found = (
        importlib.import_module(f"{package.__name__}.{module.name}")
        for module in pkgutil.iter_modules(package.__path__)
    )
    return {module.__name__.rsplit(".", 1)[1]: module for module in found if hasattr(module, makes)}


def patients(
    recipe: Recipe, whole: Cohort, beside: Mapping[str, Cohort] | None = None, narrow: Narrow = apply
) -> Cohort:
    """Return the patients a recipe is about.

    Parameters
    ----------
    recipe
        Which picture or table.
    whole
        The open cohort, unfiltered.
    beside
        Other cohorts that a side may be of, by their fingerprint.
    narrow
        How filters are applied; a session that holds filtered cohorts gives those.

    Raises
    ------
    ValueError
        If the cohort of a side is not at hand.
    """
    if recipe.sides is not None:
        return paired(whole, recipe.sides, recipe.choices, beside, narrow)
    return narrow(whole, recipe.choices)


def figure(recipe: Recipe, cohort: Cohort, whole: int, look: Look) -> Figure:
    """Return a recipe's picture of patients that were chosen by its filters, of so many in all."""
    options = () if recipe.options is None else (recipe.options,)
    made: Figure = recipe.module.figure(cohort, whole, look, *options)
    return made


def table(recipe: Recipe, cohort: Cohort, whole: int) -> Table:
    """Return a recipe's table of patients that were chosen by its filters, of so many in all."""
    options = () if recipe.options is None else (recipe.options,)
    made: Table = recipe.module.table(cohort, whole, *options)
    return made


def to_data(recipe: Recipe) -> dict[str, Any]:
    """Return a recipe as plain lists and mappings, for JSON."""
    data: dict[str, Any] = {
        "kind": recipe.kind,
        "name": recipe.name,
        "options": _plain(recipe.options),
        "choices": [_plain(choice) for choice in recipe.choices],
    }
    if recipe.sides is not None:
        data["sides"] = _plain(recipe.sides)
    return data


def from_data(data: Mapping[str, Any]) -> Recipe:
    """Return the recipe that `to_data` gave, checked.

    Raises
    ------
    ValueError
        If it names no picture or table of this version, or an option or filter that does not exist.
    """
    try:
        kind = data["kind"]
        if kind not in get_args(Kind) or data["name"] not in modules(kind):
            raise ValueError(f"there is no {data['name']!r} in this version")
        recipe = Recipe(kind, data["name"])
        options = data["options"]
        choices = [_value(CHOICES[choice["type"]], choice) for choice in data["choices"]]
        return dataclasses.replace(
            recipe,
            options=None if options is None else _built(recipe.module.Options, options),
            choices=tuple(choices),
            sides=_value(Sides, data["sides"]) if data.get("sides") else None,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"it is not a picture or table as this version writes it ({error})") from None


def _plain(value: Any) -> Any:
    """Return a value of plain lists and mappings; a filter says which kind it is."""
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if not dataclasses.is_dataclass(value):
        return value
    names: dict[type[Any], str] = {made: name for name, made in CHOICES.items()}
    kind = {"type": names[type(value)]} if type(value) in names else {}
    return kind | {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}


def _built(made: Any, values: Mapping[str, Any]) -> Any:
    """Return a dataclass from plain values: lists become tuples, mappings the dataclasses they were."""
    hints = get_type_hints(made)
    if unknown := set(values) - set(hints):
        raise ValueError(f"{sorted(unknown)[0]!r} is not an option of this version")
    return made(**{name: _value(hints[name], value) for name, value in values.items()})


def _value(hint: Any, value: Any) -> Any:
    """Return a plain value as the type it is declared with."""
    if isinstance(value, Mapping) and value.get("type") in CHOICES:
        return _built(CHOICES[value["type"]], {k: v for k, v in value.items() if k != "type"})
    if isinstance(value, Mapping):
        declared = [part for part in (hint, *get_args(hint)) if dataclasses.is_dataclass(part)]
        return _built(declared[0], value)
    if isinstance(value, list):
        return tuple(_value(None, part) for part in value)
    literals = [word for part in (hint, *get_args(hint)) for word in get_args(part) if isinstance(word, str)]
    if literals and isinstance(value, str) and value not in literals:
        raise ValueError(f"{value!r} is none of {', '.join(literals)}")
    return value
