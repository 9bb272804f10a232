"""What is derived from a cohort, derived once: it is kept on the cohort itself and goes with it.

One screen asks for the same groupings dozens of times: Table 1 and the associations together grade the risk
of every patient 60 times. A cohort never changes, so that the first answer holds; it is kept on the object,
not in a module, so that no patient outlives the session's cohort. Callers never change what they are given.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy.typing as npt

from emr_core.cohort import Cohort

Given = ParamSpec("Given")
Derived = TypeVar("Derived")
Whole = TypeVar("Whole", bound=Cohort)

KEPT = "_derived"


def once(
    derive: Callable[Concatenate[Whole, Given], Derived],
) -> Callable[Concatenate[Whole, Given], Derived]:
    """Return a function of a cohort that is computed once for each cohort and each set of arguments."""

    @wraps(derive)
    def kept(cohort: Whole, /, *args: Given.args, **kwargs: Given.kwargs) -> Derived:
        held: dict[Any, Any] = cohort.__dict__.setdefault(KEPT, {})
        key = (derive, args, tuple(kwargs.items()))
        if key not in held:
            held[key] = derive(cohort, *args, **kwargs)
        return held[key]  # type: ignore[no-any-return]

    return kept


def each(
    derive: Callable[Concatenate[Whole, Given], npt.NDArray[Any]],
) -> Callable[Concatenate[Whole, Given], npt.NDArray[Any]]:
    """Return a function that gives every patient a value that depends on that patient alone.

    It is computed once for all patients of the whole cohort; whom a filter leaves takes theirs, which is 2 ms
    of a million. What depends on who else is there is no such value.
    """

    @once
    @wraps(derive)
    def kept(cohort: Whole, /, *args: Given.args, **kwargs: Given.kwargs) -> npt.NDArray[Any]:
        if cohort.cut is None:
            return derive(cohort, *args, **kwargs)
        return kept(cohort.cut.whole, *args, **kwargs)[cohort.cut.places]  # type: ignore[arg-type]

    return kept


def of_whole(
    derive: Callable[Concatenate[Whole, Given], Derived],
) -> Callable[Concatenate[Whole, Given], Derived]:
    """Return a function that tells of the whole cohort of which these patients are some, computed once."""

    @once
    @wraps(derive)
    def kept(cohort: Whole, /, *args: Given.args, **kwargs: Given.kwargs) -> Derived:
        if cohort.cut is None:
            return derive(cohort, *args, **kwargs)
        return kept(cohort.cut.whole, *args, **kwargs)  # type: ignore[arg-type]

    return kept
