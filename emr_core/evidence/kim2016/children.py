"""Who the children are: number, sex, age, and how long after the diagnosis they relapsed."""

from emr_core.cohort import Cohort
from emr_core.evidence.claim import Claim, Recomputed
from emr_core.evidence.comparison import rounded
from emr_core.evidence.measures import (
    ALL,
    AML,
    is_known,
    is_level,
    middle,
    percent_of,
    range_shown,
    share_shown,
    tally,
)
from emr_core.wording import number

SECTION = "Children"
MONTHS_PER_YEAR = 12

MALE_SHARE = "68.2"
MEAN_AGE = {"mean": "7.30", "youngest": "2.1", "oldest": "15.7"}


def _children(cohort: Cohort) -> Recomputed:
    return Recomputed({"children": float(len(cohort))}, str(len(cohort)))


def _types(cohort: Cohort) -> Recomputed:
    return tally({name: int(is_level(cohort, "leukemia_type", name).sum()) for name in (ALL, AML)})


def _sexes(cohort: Cohort) -> Recomputed:
    levels = {"male": "Male", "female": "Female"}
    return tally({name: int(is_level(cohort, "sex", level).sum()) for name, level in levels.items()})


def _male_share(cohort: Cohort) -> Recomputed:
    k, n = int(is_level(cohort, "sex", "Male").sum()), int(is_known(cohort, "sex").sum())
    value = percent_of(k, n, "child of known sex")
    fitting = [i for i in range(n + 1) if str(rounded(100 * i / n, 1)) == MALE_SHARE]
    note = f"{MALE_SHARE} % would be {fitting[0]} of {n}." if fitting and fitting[0] != k else ""
    return Recomputed({"percent": value}, share_shown(k, n), note)


def _mean_age(cohort: Cohort) -> Recomputed:
    age = middle(cohort, "age_at_diagnosis")
    value = {"mean": age.mean, "youngest": age.minimum, "oldest": age.maximum}
    shown = f"mean {range_shown(age, age.mean, 'years')}, at diagnosis"
    note = f"Table 1 gives the age at diagnosis; its median is {number(age.median, 2)} years."
    return Recomputed(value, shown, f"{note} {_least_mean_at_emr(cohort, age.mean)}".strip())


def _least_mean_at_emr(cohort: Cohort, mean_at_diagnosis: float) -> str:
    """Say how low the mean age at the relapse can be, given the published median and range of the wait.

    The least sum of n times with that median and range: the lower half at the minimum, all others but the
    longest at the median. This holds whichever way the median of an even number was taken.
    """
    waits = [i for i in cohort.source.intervals if i.name == "diagnosis_to_emr" and i.n == len(cohort)]
    if not waits:
        return ""
    wait = waits[0]
    low = wait.n // 2
    least = (low * wait.minimum + (wait.n - low - 1) * wait.median + wait.maximum) / wait.n
    age = mean_at_diagnosis + least / MONTHS_PER_YEAR
    return (
        f"If the age at the relapse was meant: the published times from diagnosis to relapse have a mean of "
        f"at least {number(least)} months, so that mean age would be at least {number(age)} years."
    )


def _age_range(cohort: Cohort) -> Recomputed:
    age = middle(cohort, "age_at_diagnosis")
    limits = f"{number(age.minimum, 2)}–{number(age.maximum, 2)} years"
    return Recomputed({"youngest": age.minimum, "oldest": age.maximum}, limits)


def _oldest_at_emr(cohort: Cohort) -> Recomputed:
    age = middle(cohort, "age_at_emr")
    return Recomputed({}, f"oldest {number(age.maximum, 2)} years", holds=bool(age.maximum < 16))


def _interval(name: str) -> Claim:
    """Return the claim on a time to the relapse, which the paper gives as a median and a range."""
    labels = {"diagnosis_to_emr": "diagnosis to relapse", "cr_to_emr": "remission to relapse"}
    published = {
        "diagnosis_to_emr": {"median": "30.2", "shortest": "4.4", "longest": "117.5"},
        "cr_to_emr": {"median": "22.7", "shortest": "2", "longest": "116.5"},
    }[name]

    def recompute(cohort: Cohort) -> Recomputed:
        time = middle(cohort, name)
        value = {"median": time.median, "shortest": time.minimum, "longest": time.maximum}
        return Recomputed(value, range_shown(time, time.median, "months"))

    return Claim(
        name,
        SECTION,
        f"Median time from {labels[name]} (Results 4.1)",
        "{median} ({shortest}–{longest}) months".format(**published),
        published,
        recompute,
        remark="The paper gives the median and the range only.",
    )


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "children", SECTION, "Number of children (Abstract, Results 4.1)", "22", {"children": "22"}, _children
    ),
    Claim(
        "types",
        SECTION,
        "Children by leukaemia type (Abstract, Results 4.1)",
        "ALL 14, AML 8",
        {ALL: "14", AML: "8"},
        _types,
    ),
    Claim(
        "sexes",
        SECTION,
        "Boys and girls (Abstract, Results 4.1)",
        "male 14, female 8",
        {"male": "14", "female": "8"},
        _sexes,
    ),
    Claim(
        "male_share",
        SECTION,
        "Share of boys (Discussion)",
        f"{MALE_SHARE} %",
        {"percent": MALE_SHARE},
        _male_share,
    ),
    Claim(
        "mean_age",
        SECTION,
        "Mean age with its range (Abstract, Results 4.1)",
        "{mean} ({youngest}–{oldest}) years".format(**MEAN_AGE),
        MEAN_AGE,
        _mean_age,
    ),
    Claim(
        "age_range",
        SECTION,
        "Youngest and oldest at diagnosis (Results 4.1)",
        "1.7–15 years",
        {"youngest": "1.7", "oldest": "15"},
        _age_range,
    ),
    Claim(
        "age_limit",
        SECTION,
        "All were under 16 at the relapse (Methods)",
        "under 16 years",
        recompute=_oldest_at_emr,
        remark="Table 1 gives the age at diagnosis only.",
    ),
    _interval("diagnosis_to_emr"),
    _interval("cr_to_emr"),
    Claim(
        "period",
        SECTION,
        "Relapses seen from 2009 to 2011 (Methods)",
        "2009–2011",
        remark="The year of each relapse is not published.",
    ),
)
