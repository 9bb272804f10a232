"""A cohort: its patients, their relapse sites, where it comes from and how it was narrowed.

The data are never changed in place; a filter gives a new cohort that remembers one step more.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from emr_core.fields import UNKNOWN
from emr_core.schema import SCHEMA_VERSION

Mask = npt.NDArray[np.bool_]
Kind = Literal["published", "synthetic", "uploaded"]

SITE_COLUMNS = ("patient_id", "subsite", "site", "system", "laterality", "as_written")
SIDE = "side"
"""Column of a cohort whose patients stand on two sides to be compared: the names of the two, in order."""

EPISODE_COLUMNS = ("patient_id", "number", "months", "sites", "marrow", "response")


@dataclass(frozen=True)
class PublishedInterval:
    """A time that a source gives only as a median and a range, not by patient."""

    name: str
    label: str
    unit: str
    n: int
    median: float
    minimum: float
    maximum: float
    where: str


@dataclass(frozen=True)
class Source:
    """Where a cohort comes from, and what limits it.

    `sha256` is that of the file's bytes. `fingerprint` also covers how they were read, so that caches,
    links and footers tell two readings of one file apart. `holds_upload` says of several cohorts in one that
    patients of an upload are among them, whatever kind the whole is.
    """

    name: str
    kind: Kind
    sha256: str
    reading: str = ""
    citation: str = ""
    licence: str = ""
    eligibility: tuple[str, ...] = ()
    limitations: tuple[str, ...] = ()
    intervals: tuple[PublishedInterval, ...] = ()
    holds_upload: bool = False

    @property
    def fingerprint(self) -> str:
        """Return the sha256 of the bytes, the reading and the schema's version, as 64 hex digits."""
        text = "\n".join((self.sha256, self.reading, SCHEMA_VERSION))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Step:
    """One filter applied: its sentence, the patients before and after, and the unknown it left out."""

    field: str
    sentence: str
    before: int
    after: int
    unknown_left_out: int = 0


TABLES = ("patients", "sites", "episodes")
"""The tables of a cohort. Of a narrowed one they are made when somebody asks for them."""

ROWS, OWNERS, COLUMNS = ("sites", "episodes"), "_owners", "_columns"
"""The tables that may have several rows a patient; where the places of their patients are kept, and columns
that were asked for alone."""


@dataclass(frozen=True, eq=False)
class Cut:
    """Who is left of a whole cohort: the places of these patients in it, ascending."""

    whole: "Cohort"
    places: npt.NDArray[np.intp]

    def left(self, name: str) -> npt.NDArray[np.intp]:
        """Return of every row of a whole cohort's table the place of its patient here; -1 is not here."""
        # One place more than there are patients: that of rows that are nobody's.
        here = np.full(len(self.whole) + 1, -1)
        here[self.places] = np.arange(len(self.places))
        return here[self.whole.owners(name)]


@dataclass(frozen=True, eq=False)
class Cohort:
    """Patients with an extramedullary relapse, one row each, and their sites, one row a patient and site.

    Parameters
    ----------
    patients
        One row a patient, the schema's columns and dtypes; columns the file lacks are absent.
    sites
        One row a patient and subsite: `patient_id, subsite, site, system, laterality, as_written`.
    episodes
        Later extramedullary relapses, one row each; never added to the sites of the first.
    source
        Name, kind, citation and fingerprint.
    steps
        The filters applied so far, in order.
    """

    patients: pd.DataFrame
    sites: pd.DataFrame
    episodes: pd.DataFrame
    source: Source
    steps: tuple[Step, ...] = field(default=())

    def __len__(self) -> int:
        """Return the number of patients."""
        return len(self.patients) if self.cut is None else len(self.cut.places)

    @property
    def cut(self) -> Cut | None:
        """Return who these are of a whole cohort, or None if they are the whole."""
        return self.__dict__.get("_cut")

    def where(self, keep: Mask, *steps: Step) -> "Cohort":
        """Return the patients for whom `keep` (one bool a patient) holds, with their sites and episodes.

        Their places are noted; their 50 columns and their sites are not copied, which of a million patients
        took 0.2 to 0.6 s a filter. Pictures ask for a few columns, or for what is kept of the whole.
        """
        places = np.flatnonzero(np.asarray(keep, dtype=bool))
        cut = Cut(self, places) if self.cut is None else Cut(self.cut.whole, self.cut.places[places])
        stated = {name: value for name, value in self.__dict__.items() if name[0] != "_"}
        made = object.__new__(type(self))
        made.__dict__.update({name: value for name, value in stated.items() if name not in TABLES})
        made.__dict__.update(steps=(*self.steps, *steps), _cut=cut)
        return made

    if not TYPE_CHECKING:  # or a type checker would let every misspelt name pass

        def __getattr__(self, name: str) -> pd.DataFrame:
            """Return a table of a narrowed cohort that nobody has asked for yet, and keep it."""
            if name not in TABLES or self.cut is None:
                raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")
            table = getattr(self.cut.whole, name)
            rows = self.cut.places if name == "patients" else np.flatnonzero(self.cut.left(name) >= 0)
            self.__dict__[name] = table.take(rows).reset_index(drop=True)
            return self.__dict__[name]

    @property
    def columns(self) -> pd.Index:
        """Return the names of the columns of the patients."""
        return (self if self.cut is None else self.cut.whole).patients.columns

    def dtype(self, name: str) -> np.dtype[Any] | pd.api.extensions.ExtensionDtype:
        """Return the type of one column of the patients."""
        return (self if self.cut is None else self.cut.whole).patients[name].dtype

    def column(self, name: str) -> pd.Series:
        """Return one column of the patients; of a narrowed cohort that column alone is made."""
        if self.cut is None or "patients" in self.__dict__:
            return self.patients[name]
        held: dict[str, pd.Series] = self.__dict__.setdefault(COLUMNS, {})
        if name not in held:
            values = self.cut.whole.patients[name].array.take(self.cut.places)
            held[name] = pd.Series(values, name=name, copy=False)
        return held[name]

    def taken(self, name: str, places: npt.NDArray[np.intp] | None = None) -> pd.Series:
        """Return what some patients, or all, have in a column, without keeping it."""
        if self.cut is not None and "patients" not in self.__dict__:
            of_whole = self.cut.places if places is None else self.cut.places[places]
            return pd.Series(self.cut.whole.patients[name].array.take(of_whole), name=name, copy=False)
        column = self.patients[name]
        return column if places is None else column.iloc[places]

    def owners(self, name: str) -> npt.NDArray[np.intp]:
        """Return the place of the patient of every row of `sites` or `episodes`; -1 is none of these.

        Looked up once, by Arrow, and handed on to whom a filter leaves: 0.1 s of a million, by pandas 1.5.
        """
        held: dict[str, npt.NDArray[np.intp]] = self.__dict__.setdefault(OWNERS, {})
        if name not in held:
            if self.cut is None:
                ids, known = (
                    pa.array(one["patient_id"].astype("str").array)
                    for one in (getattr(self, name), self.patients)
                )
                found = pc.index_in(ids, value_set=_in_one(known))
                held[name] = found.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.intp)
            else:
                left = self.cut.left(name)
                held[name] = left[left >= 0]
        return held[name]


def among(ids: pd.Series, wanted: pd.Series) -> Mask:
    """Return which ids stand among the wanted ones.

    By Arrow, which hashes both: `isin` of a long text column turns the wanted ones into objects, one by one.
    """
    if ids.dtype == "str" and wanted.dtype == "str":
        found = pc.is_in(pa.array(ids.array), value_set=_in_one(pa.array(wanted.array)))
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)
    return ids.astype("object").isin(wanted.astype("object")).to_numpy(dtype=bool)


def _in_one(held: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return texts as one stretch of memory."""
    return held.combine_chunks() if isinstance(held, pa.ChunkedArray) else held


def from_positions(positions: npt.NDArray[np.int64], levels: Sequence[str]) -> pd.Series:
    """Return a category a patient from the place of its level; -1 is not known."""
    dtype = pd.CategoricalDtype(list(levels))
    return pd.Series(pd.Categorical.from_codes(positions, dtype=dtype))


def shown(column: pd.Series) -> pd.Series:
    """Return a categorical column with what is not recorded as its last level, for counting and drawing."""
    codes, levels = column.cat.codes.to_numpy(), column.cat.categories
    # By the places of the levels: pandas would copy the column three times, 15 ms of a million.
    every = pd.CategoricalDtype([*levels, UNKNOWN])
    known = np.where(codes < 0, len(levels), codes)
    return pd.Series(
        pd.Categorical.from_codes(known, dtype=every, validate=False), column.index, name=column.name
    )
