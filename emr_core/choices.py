"""One filter as a value: which levels, which range, which sites; and in words."""

from dataclasses import dataclass
from typing import Literal, get_args

from emr_core.fields import Continuous
from emr_core.schema import BY_NAME
from emr_core.wording import listed, number

SiteLogic = Literal["any", "all", "only", "exactly", "none"]
SITE_LOGIC: tuple[SiteLogic, ...] = get_args(SiteLogic)

ANY_CLASS: dict[str, str] = {"karyotype": "karyotype_classes"}
"""Fields that hold the first of several classes, and the column that holds them all."""


@dataclass(frozen=True)
class Levels:
    """Keep patients with one of these levels; `Unknown` among them keeps those not recorded.

    Of a karyotype the level is the primary class; with `any_class` it may be any class of the patient.
    """

    field: str
    chosen: tuple[str, ...]
    any_class: bool = False


@dataclass(frozen=True)
class Range:
    """Keep patients whose number lies between two limits, both included."""

    field: str
    low: float
    high: float
    keep_unknown: bool = False


@dataclass(frozen=True)
class SiteChoice:
    """Keep patients by their relapse sites, named at any level of the vocabulary.

    `any`: at least one of them; `all`: every one of them; `only`: sites among them and none other;
    `exactly`: every one of them and none other; `none`: not one of them.
    """

    chosen: tuple[str, ...]
    logic: SiteLogic = "any"
    keep_unknown: bool = False
    field: str = "emr_sites"


Choice = Levels | Range | SiteChoice


def sentence(choice: Choice) -> str:
    """Return one choice in words: `Leukaemia type: AML or ALL`."""
    field = BY_NAME[choice.field]
    if isinstance(choice, Levels):
        place = " (any class of the patient)" if choice.any_class else ""
        return f"{field.label}{place}: {listed(choice.chosen, 'or')}"
    if isinstance(choice, Range):
        unit = f" {field.unit}" if isinstance(field, Continuous) and field.unit else ""
        kept = ", unknown kept" if choice.keep_unknown else ""
        low, high = sorted((choice.low, choice.high))
        limits = number(low, 2) if low == high else f"{number(low, 2)}–{number(high, 2)}"
        return f"{field.label}: {limits}{unit}{kept}"
    words = {"any": "or", "all": "and", "only": "or", "exactly": "and", "none": "or"}
    opening = {"any": "", "all": "", "only": "only ", "exactly": "exactly ", "none": "not "}[choice.logic]
    kept = ", not stated kept" if choice.keep_unknown else ""
    return f"{field.label}: {opening}{listed(choice.chosen, words[choice.logic])}{kept}"
