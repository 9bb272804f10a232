"""What a file gave: the cohort, what was found, how it was read, and what became of its rows."""

from collections import Counter
from dataclasses import dataclass, field

from emr_core.cohort import Cohort
from emr_core.intake.fixes import NO_FIXES, Fixes, with_fixes
from emr_core.intake.identifiers import Identified
from emr_core.intake.issues import Issue, Verdict
from emr_core.intake.mapping import Mapping
from emr_core.intake.raw_table import RawTable
from emr_core.schema import BY_NAME
from emr_core.wording import counted

ASKED = {"not_a_level", "value_unknown", "site_unread", "site_question", "sentinel", "not_a_number"}
"""Codes of issues about a value that the user can say the meaning of."""


@dataclass(frozen=True)
class Counts:
    """What became of the rows of a file: rows = patients + merged + refused + removed by hand."""

    rows: int
    patients: int
    merged: int
    refused: int
    removed: int = 0

    @property
    def sentence(self) -> str:
        """Return the sum as a line; rows removed by hand are named where there are any."""
        removed = f" + {self.removed} removed" if self.removed else ""
        return (
            f"{counted(self.rows, 'row')} = {counted(self.patients, 'patient')} "
            f"+ {self.merged} merged + {self.refused} refused{removed}."
        )


@dataclass(frozen=True, eq=False)
class Intake:
    """What a file gave: a cohort if it was not refused, the issues, and how the file was read.

    Attributes
    ----------
    cohort
        The patients, or None if the file was refused.
    issues, verdict
        Everything that was found, and what follows from it.
    table
        The table as it was read, without the user's changes.
    mapping
        What the columns mean.
    counts
        What became of the rows.
    suggestion
        The mapping that the file suggests, whichever was used.
    fixes, dropped
        The cells changed and the rows removed by hand.
    identifiers
        The columns that could name patients: left out, unless the user chose to keep them.
    """

    cohort: Cohort | None
    issues: tuple[Issue, ...]
    verdict: Verdict
    table: RawTable
    mapping: Mapping
    counts: Counts
    suggestion: Mapping = field(default_factory=Mapping)
    fixes: Fixes = field(default_factory=lambda: NO_FIXES)
    dropped: frozenset[int] = frozenset()
    identifiers: tuple[Identified, ...] = ()

    @property
    def fixed(self) -> RawTable:
        """Return the table with the user's changes; rows that were removed leave a gap in its index."""
        return with_fixes(self.table, self.fixes, self.dropped)

    @property
    def asked(self) -> dict[str, Counter[str]]:
        """Return the values whose meaning the user can say: the field's header to value to rows."""
        found: dict[str, Counter[str]] = {}
        for issue in self.issues:
            if issue.code in ASKED and issue.value:
                header = BY_NAME[issue.field].header if issue.field else issue.column
                found.setdefault(header, Counter())[issue.value] += 1
        return found
