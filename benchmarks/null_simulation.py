"""How often would something be presented as a finding where nothing goes with anything?

Many cohorts are made of the 22 published children by shuffling: every patient keeps a value of each field,
but whose value it is is drawn anew, so that types, sites, factors and outcomes have nothing to do with each
other, while every margin, tie and gap stays as published. Fields that are one fact are shuffled together.
Counted is the share of cohorts for which a table puts any association into words, and, beside it, the share
in which any p is below 0.05.

    python -m benchmarks.null_simulation [--cohorts 2000] [--all-factors] [--figure]

writes null_simulation.json and null_simulation.svg beside this file (some minutes on two cores); with
--figure only the figure is drawn again.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import vl_convert

from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.commands.files import published
from emr_core.look import PRINT, Look
from emr_core.outcome_groups import SITE, offered
from emr_core.policy import POLICY
from emr_core.stats.proportions import wilson
from emr_core.tables import associations, outcome_tests, table_one
from emr_core.vocabulary.anatomy import SITES
from emr_core.wording import percent

RESULT = Path(__file__).resolve().with_suffix(".json")

TOGETHER = (
    (
        *(
            "leukemia_type",
            "fab",
            "karyotype",
            "karyotype_as_written",
            "karyotype_classes",
            "karyotype_parts",
        ),
        *("eln_2022_karyotype", "cog_aaml1831_karyotype"),
    ),
    ("initial_emd", "initial_emd_sites"),
    ("bmr", "emr_to_bmr", "bmr_to_cr"),
    ("response", "emr_to_cr", "last_status", "outcome_as_published"),
)
"""Fields that are one fact, or follow from one another; every other field is shuffled by itself."""

P_LIMIT = 0.05

Measure = Callable[[Cohort], dict[str, bool]]

TABLE_ONE = "In words: Table 1"
ASSOCIATIONS = "In words: associations"
EITHER = "In words: either of the two"
P_TABLES = "p < 0.05: either of the two"
P_ONE = "p < 0.05: death by marrow at EMR"
P_ALL = "p < 0.05: death by any factor"
MEASURES = (TABLE_ONE, ASSOCIATIONS, EITHER, P_TABLES, P_ONE, P_ALL)
WORDED = (TABLE_ONE, ASSOCIATIONS, EITHER)


def shuffled(cohort: Cohort, generator: np.random.Generator) -> Cohort:
    """Return a cohort with the same values, whose fields have nothing to do with each other."""
    blocks = [[name for name in block if name in cohort.patients] for block in TOGETHER]
    inside = {"patient_id", "sex", *(name for block in blocks for name in block)}
    blocks += [[name] for name in cohort.patients.columns.astype(str) if name not in inside]
    ids = cohort.patients["patient_id"]
    columns: dict[str, pd.Series] = {"patient_id": ids}
    sites = cohort.sites
    for block in blocks:
        order = generator.permutation(len(cohort))
        for name in block:
            columns[name] = cohort.patients[name].take(order).reset_index(drop=True)
        if "emr_sites" in block:
            gets = dict(zip(ids.take(order), ids, strict=True))
            sites = sites.assign(patient_id=sites["patient_id"].map(gets).astype(sites["patient_id"].dtype))
            columns["sex"] = _sex_of(cohort, order, generator)
    patients = pd.DataFrame({name: columns[name] for name in cohort.patients.columns.astype(str)})
    return replace(cohort, patients=patients, sites=sites)


def _sex_of(cohort: Cohort, order: np.ndarray, generator: np.random.Generator) -> pd.Series:
    """Return the sex of patients whose sites were put in that order.

    Who has an organ of one sex keeps sex and sites together, or boys would have ovaries; the sex of the
    others is shuffled once more, so that it has nothing to do with where their leukaemia came back.
    """
    bound = {site.subsite for site in SITES if site.sex}
    theirs = cohort.sites.loc[cohort.sites["subsite"].isin(bound), "patient_id"]
    free = np.flatnonzero(~cohort.patients["patient_id"].take(order).isin(theirs).to_numpy(dtype=bool))
    order = order.copy()
    order[free] = order[generator.permutation(free)]
    return cohort.patients["sex"].take(order).reset_index(drop=True)


def in_words(cohort: Cohort) -> dict[str, bool]:
    """Tell whether the tables of one cohort put anything into words, and whether they show a low p."""
    one, many = table_one.frames(cohort)["table1"], associations.frames(cohort)["associations"]
    in_one, in_many = bool(table_one.holding(one)), bool(associations.holding(many))
    low = any(bool((frame["p_value"] < P_LIMIT).any()) for frame in (one, many))
    return {TABLE_ONE: in_one, ASSOCIATIONS: in_many, EITHER: in_one or in_many, P_TABLES: low}


def beside_death(cohort: Cohort) -> dict[str, bool]:
    """Tell it of the tables, and whether death by marrow at EMR shows a low p."""
    return {**in_words(cohort), P_ONE: _low_p(cohort, "at_emr")}


def everything(cohort: Cohort) -> dict[str, bool]:
    """Tell it of the tables, and of every comparison of deaths that the screen of outcomes offers."""
    death = [_low_p(cohort, by) for by in offered(cohort) if by != SITE]
    return {**beside_death(cohort), P_ALL: any(death)}


def simulate(
    cohort: Cohort, cohorts: int, seed: int, measure: Measure = beside_death, workers: int = 1
) -> dict[str, Any]:
    """Return in how many shuffled cohorts each measure holds, with the interval of a simulation this long.

    Every cohort has its own seed, so that the number of workers changes nothing.
    """
    one = partial(_one, cohort, seed, measure)
    if workers == 1:
        results = [one(number) for number in range(cohorts)]
    else:
        with ProcessPoolExecutor(workers) as pool:
            results = list(pool.map(one, range(cohorts), chunksize=10))
    counts: Counter[str] = Counter()
    for result in results:
        counts.update({name: int(held) for name, held in result.items()})
    lists = table_one.frames(cohort)["table1"], associations.frames(cohort)["associations"]
    return {
        "patients": len(cohort),
        "cohorts": cohorts,
        "seed": seed,
        "q_limit": POLICY.finding_below,
        "p_limit": P_LIMIT,
        "tests_before_shuffling": [
            int(frame.drop_duplicates(on)["p_value"].notna().sum())
            for frame, on in zip(lists, (["variable", "test_of_level"], ["row", "column"]), strict=True)
        ],
        "measures": [_share(name, counts[name], cohorts) for name in MEASURES if name in counts],
    }


def _one(cohort: Cohort, seed: int, measure: Measure, number: int) -> dict[str, bool]:
    """Measure the shuffled cohort of that number."""
    return measure(shuffled(cohort, np.random.default_rng([seed, number])))


def draw(result: dict[str, Any], look: Look) -> alt.LayerChart:
    """Return the shares with their intervals, and the 5 % they are held against."""
    frame = pd.DataFrame(result["measures"])
    frame = frame.assign(kind=np.where(frame["name"].isin(WORDED), "In words", "As a number"))
    frame["words"] = [percent(share, n) for share, n in zip(frame["share"], frame["n"], strict=True)]
    for name in ("share", "lower", "upper"):
        frame[name] *= 100
    data = layout.source(frame)
    limit = layout.source(pd.DataFrame({"limit": [5.0], "words": ["5 %"]}))
    rows = layout.rows(list(frame["name"]))
    names = alt.Axis(orient="left", grid=False, domain=False, ticks=False, labelLimit=330, labelPadding=12)
    y = alt.Y("name", type="nominal", title=None, scale=rows, axis=names)
    top = 5 * math.ceil(max(20.0, frame["upper"].max()) / 5)
    at, low = (
        alt.X(
            name,
            type="quantitative",
            title="% of cohorts in which nothing goes with anything",
            scale=alt.Scale(domain=[0, top], nice=False),
            axis=layout.share_axis(top),
        )
        for name in ("share", "lower")
    )
    kinds = ["In words", "As a number"]
    hues = alt.Color(
        "kind",
        type="nominal",
        scale=alt.Scale(domain=kinds, range=[look.hues["blue"], look.hues["grey"]]),
        legend=None,
    )
    shape = alt.Shape(
        "kind", type="nominal", scale=alt.Scale(domain=kinds, range=["circle", "diamond"]), legend=None
    )
    layers = [
        limit.mark_rule(color=look.ink, strokeDash=[4, 3]).encode(alt.X("limit", type="quantitative")),
        limit.mark_text(color=look.ink, dx=4, align="left", dy=-8).encode(
            alt.X("limit", type="quantitative"), y=alt.value(0), text=layout.words("words")
        ),
        data.mark_rule(strokeWidth=2.5).encode(low, y, alt.X2("upper"), hues),
        data.mark_point(size=95, filled=True, opacity=1).encode(at, y, hues, shape),
        data.mark_text(align="left").encode(y, x=layout.past_right(14), text=layout.words("words")),
    ]
    return layout.picture(layers, look, layout.ROW * len(frame))


def main() -> None:
    """Run the simulation and write its result and its figure beside this file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cohorts", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--all-factors", action="store_true", help="death by every factor, twice as long")
    parser.add_argument("--figure", action="store_true", help="draw the figure of the result that is there")
    given = parser.parse_args()
    if not given.figure:
        measure = everything if given.all_factors else beside_death
        result = simulate(published(), given.cohorts, given.seed, measure, given.workers)
        RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    result = json.loads(RESULT.read_text("utf-8"))
    write_figure(result)
    for measure in result["measures"]:
        print(f"{measure['name']}: {measure['k']} of {measure['n']}")


def write_figure(result: dict[str, Any]) -> None:
    """Write the figure of a result beside this file."""
    title = alt.TitleParams(
        text="Nothing goes with anything: how often would the tables say it does?",
        subtitle=[
            f"{result['cohorts']:,} cohorts of {result['patients']}, the published children shuffled. "
            f"Circle: put into words (q < {result['q_limit']}).",
            f"Diamond: a number only (p < {result['p_limit']}, unadjusted). "
            "Lines: 95 % interval of the simulation.",
        ],
        anchor="start",
        frame="bounds",
        font=PRINT.font,
        color=PRINT.ink,
        subtitleColor=PRINT.muted,
    )
    chart = draw(result, PRINT).properties(title=title, width=820, background=PRINT.surface, padding=16)
    RESULT.with_suffix(".svg").write_text(vl_convert.vegalite_to_svg(chart.to_dict()), encoding="utf-8")


def _low_p(cohort: Cohort, by: str) -> bool:
    """Tell whether any line that compares deaths by a factor has a p below the limit."""
    frame = outcome_tests.frames(cohort, outcome_tests.Options(by=by))["comparisons"]
    return bool((frame["p_value"].astype("float64") < P_LIMIT).any())


def _share(name: str, k: int, n: int) -> dict[str, Any]:
    limits = wilson(k, n)
    return {
        "name": name,
        "k": k,
        "n": n,
        "share": limits.estimate,
        "lower": limits.lower,
        "upper": limits.upper,
    }


if __name__ == "__main__":
    main()
