"""A factor that a paper names as predisposing, and in how many patients of a cohort it is present."""

from collections.abc import Callable
from dataclasses import dataclass

from emr_core.cohort import Cohort, Mask

Has = Callable[[Cohort], tuple[Mask, Mask]]
"""Returns who has a factor, and for whom it is known; raises NotComputableError where it is not recorded."""


@dataclass(frozen=True)
class NamedFactor:
    """A factor named for one leukaemia type, with what finds it in a cohort."""

    key: str
    of_type: str
    label: str
    has: Has


@dataclass(frozen=True)
class Present:
    """Patients of a type in whom a factor is present, of those for whom it is known, of all of the type."""

    k: int
    n: int
    size: int

    @property
    def unknown(self) -> int:
        """Return for how many patients of the type it is not known."""
        return self.size - self.n


def present(factor: NamedFactor, cohort: Cohort) -> Present:
    """Return in how many patients of its type a factor is present."""
    group = (cohort.column("leukemia_type") == factor.of_type).to_numpy(dtype=bool)
    has, known = factor.has(cohort)
    return Present(int((has & known & group).sum()), int((known & group).sum()), int(group.sum()))
