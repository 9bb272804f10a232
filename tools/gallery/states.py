"""What the gallery opens, as data: views of the screens, cohorts, looks and widths."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

WIDTHS = {"wide": 1440, "phone": 390}

COHORTS: dict[str, dict[str, str]] = {
    "published": {},
    "synthetic": {"cohort": "Synthetic"},
    "three": {"leukemia_type": "ALL", "emr_sites": "CSF", "sex": "Female"},
    "one": {"emr_sites": "Skin"},
    "none": {"leukemia_type": "AML", "emr_sites": "CSF"},
}
"""Cohort or what is left of the published one, and the part of the address that opens it."""

NOBODY = "none"
PUBLISHED, SYNTHETIC = ("published",), ("synthetic",)
UNTOUCHED = ("published", "synthetic")
FEW = ("three", "one")

LOOKS: dict[str, tuple[str, dict[str, str]]] = {
    "light": ("light", {}),
    "dark": ("dark", {}),
    "print": ("light", {"look": "print"}),
}
"""Look, the colour scheme of the browser, and the part of the address."""


@dataclass(frozen=True)
class View:
    """One screen with some of its controls set.

    Parameters
    ----------
    name
        Name on the sheets; what stands before the hyphen is the screen's.
    path
        The screen's own address.
    cards
        Cards of every cohort that has somebody left.
    controls
        Controls that are not as they stand at first, as the address has them.
    cohorts
        Cohorts it is opened with.
    published
        Cards of the published cohort, whoever is left.
    everybody
        Whether it shows the whole cohort whatever the filters, so that nobody can be left out.
    """

    name: str
    path: str
    cards: tuple[str, ...]
    controls: tuple[tuple[str, str], ...] = ()
    cohorts: tuple[str, ...] = tuple(COHORTS)
    published: tuple[str, ...] = ()
    everybody: bool = False

    @property
    def screen(self) -> str:
        """The screen's name."""
        return self.name.split("-")[0]


HEATMAP = ("site-heatmap",)
LANES, INTERVALS, AS_PUBLISHED = ("lanes",), ("interval-strips", "intervals"), ("published-intervals",)
IN_INTERVALS = ("timelines_view", "Intervals")
PICTURE = ("clinical-picture", "confirmation", "named-factors")
CURVES, ON_CURVES = ("event-curves", "curve-summary"), (("outcomes_view", "Curves"),)
ON_TOGETHER = (("outcomes_view", "Associations"),)
TOGETHER = ("odds-forest", "time-differences", "associations")
PATIENT = (
    "patient-course",
    "patient-case",
    "rank-strips",
    "rank-strips-later",
    "patient-karyotype",
    "patient-sites",
)
OUTCOMES = ("outcome-bars", "outcome-shares", "outcome-comparison")

COMPARED = ("compare-table-1", "compare-balance")
COMPARED_IN = {
    "Fields": ("compare-levels", "compare-numbers"),
    "Effects": ("compare-effects", "compare-effects-table"),
    "Sites": ("compare-sites",),
    "Lanes": ("lanes",),
    "Definitions": ("compare-definitions",),
}
TWO_CURVES = (("compare", "Two groups of it"), ("compare_view", "Curves"))

VIEWS = (
    View("overview", "/", ("table-1", "missingness")),
    View("sites", "/sites", HEATMAP),
    View("sites-karyotype", "/sites", HEATMAP, (("columns", "Karyotype class"),), UNTOUCHED),
    View("sites-subsite", "/sites", HEATMAP, (("level", "subsite"),), UNTOUCHED),
    View("sites-body", "/sites", ("body-map",), (("sites_view", "Body map"),), (*UNTOUCHED, "one")),
    View(
        "sites-systems",
        "/sites",
        ("body-map",),
        (("sites_view", "Body map"), ("regions", "system")),
        ("synthetic",),
    ),
    View("sites-panels", "/sites", HEATMAP, (("panels", "Sex"),), UNTOUCHED),
    View("sites-difference", "/sites", ("site-difference",), (("sites_view", "Difference"),)),
    View(
        "sites-initial",
        "/sites",
        ("initial-relation", "initial-sites"),
        (("sites_view", "Initial disease"),),
    ),
    View("sites-patients", "/sites", ("patient-matrix",), (("sites_view", "Patients"),)),
    View(
        "sites-combinations",
        "/sites",
        ("site-combinations",),
        (("sites_view", "Combinations"),),
        (*UNTOUCHED, "one"),
    ),
    View(
        "sites-at-least",
        "/sites",
        ("site-combinations",),
        (("sites_view", "Combinations"), ("meaning", "at least these sites")),
        UNTOUCHED,
    ),
    View("sites-pairs", "/sites", ("site-pairs",), (("sites_view", "Pairs"),), (*UNTOUCHED, "one")),
    View("sites-chosen", "/sites", HEATMAP, (("only", "true"),), FEW),
    View("timelines", "/timelines", LANES),
    View("timelines-bmr", "/timelines", LANES, (("align", "BMR"), ("collapse", "true")), UNTOUCHED),
    View(
        "timelines-near",
        "/timelines",
        ("lane-overview", *LANES),
        (("reach", "24 months"), ("group", "Marrow at and after EMR")),
        SYNTHETIC,
    ),
    View("timelines-intervals", "/timelines", INTERVALS, (IN_INTERVALS,), published=AS_PUBLISHED),
    View("timelines-upto", "/timelines", INTERVALS, (IN_INTERVALS, ("side", "up to EMR")), SYNTHETIC),
    View("timelines-marrow", "/timelines", ("marrow-course",), (("timelines_view", "Marrow"),)),
    View("outcomes", "/outcomes", OUTCOMES),
    View("outcomes-site", "/outcomes", OUTCOMES, (("by", "Site of relapse"),), UNTOUCHED),
    View("outcomes-karyotype", "/outcomes", OUTCOMES, (("by", "Karyotype class"),), UNTOUCHED),
    View("outcomes-course", "/outcomes", ("course-flow", "silent-relapse"), (("outcomes_view", "Course"),)),
    View("outcomes-chosen", "/outcomes", OUTCOMES, (("only", "true"),), FEW),
    View(
        "outcomes-together",
        "/outcomes",
        ("odds-forest", "time-differences", "associations"),
        ON_TOGETHER,
        UNTOUCHED,
    ),
    View("outcomes-curves", "/outcomes", CURVES, (*ON_CURVES, ("curves_by", "Marrow at EMR")), SYNTHETIC),
    View("outcomes-incidence", "/outcomes", CURVES, (*ON_CURVES, ("endpoint", "CR of EMR")), SYNTHETIC),
    View("compare", "/compare", COMPARED),
    View("compare-other", "/compare", COMPARED, (("compare", "With another cohort"),), PUBLISHED),
    *(
        View(f"compare-{view.lower()}", "/compare", cards, (("compare_view", view),), UNTOUCHED)
        for view, cards in COMPARED_IN.items()
    ),
    View("compare-curves", "/compare", CURVES, TWO_CURVES, SYNTHETIC),
    View("evidence", "/evidence", (), published=("published-claims",), everybody=True),
    View(
        "evidence-picture", "/evidence", PICTURE, (("evidence_view", "Presentation and imaging"),), UNTOUCHED
    ),
    View("evidence-literature", "/evidence", ("literature",), (("evidence_view", "Literature"),), PUBLISHED),
    View("patient", "/patient", PATIENT, (("patient", "P09"),), ("published", *FEW, NOBODY)),
    View("patient-similar", "/patient", (*PATIENT, "similar-cases"), (("patient", "S0000006"),), SYNTHETIC),
    View("outcomes-dots", "/outcomes", ("event-dots",), (*ON_CURVES, ("endpoint", "CR of EMR")), PUBLISHED),
)


@dataclass(frozen=True)
class State:
    """One page of the gallery: a view of a cohort, in a look, at a width."""

    view: View
    cohort: str
    look: str
    width: str

    @property
    def name(self) -> str:
        """The state's name in file names."""
        return "-".join((self.view.name, self.cohort, self.look, self.width))

    @property
    def address(self) -> str:
        """The address on the server."""
        wanted = {**dict(self.view.controls), **COHORTS[self.cohort], **LOOKS[self.look][1]}
        return self.view.path + (f"?{urlencode(wanted)}" if wanted else "")

    @property
    def cards(self) -> tuple[str, ...]:
        """The cards that must be there."""
        general = () if self.cohort == NOBODY else self.view.cards
        return general if self.cohort == "synthetic" else general + self.view.published


def states(words: Sequence[str] = ()) -> Iterator[State]:
    """Return the states, those of one look and width together.

    Parameters
    ----------
    words
        Names of screens, views, cohorts, looks or widths; of each kind that is named only those are returned.

    Raises
    ------
    SystemExit
        A word names nothing.
    """
    kinds = (
        {view.screen for view in VIEWS} | {view.name for view in VIEWS},
        set(COHORTS),
        set(LOOKS),
        set(WIDTHS),
    )
    if wrong := [word for word in words if not any(word in kind for kind in kinds)]:
        raise SystemExit(f"There is no {wrong[0]!r}. Known: {', '.join(sorted(set().union(*kinds)))}.")
    asked = [set(words) & kind for kind in kinds]

    def wanted(kind: int, *names: str) -> bool:
        return not asked[kind] or bool(asked[kind] & set(names))

    for width in WIDTHS:
        for look in LOOKS:
            for view in VIEWS:
                for cohort in view.cohorts:
                    if (
                        wanted(0, view.name, view.screen)
                        and wanted(1, cohort)
                        and wanted(2, look)
                        and wanted(3, width)
                    ):
                        yield State(view, cohort, look, width)
