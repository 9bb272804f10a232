"""A picture or table can be made again: from its recipe, from JSON, and by its script in a fresh Python."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from emr_core import recipe
from emr_core.charts import site_heatmap
from emr_core.export.code import OWN_FILE, script
from emr_core.filters import Levels, Range, SiteChoice
from emr_core.look import LOOKS
from emr_core.recipe import Recipe, from_data, modules, recipe_of, to_data
from tests import cohorts
from tests.test_charts import OPTIONS

ROOT = Path(__file__).resolve().parents[1]
CHOICES = (
    Levels("leukemia_type", ("ALL", "Unknown")),
    Range("age_at_diagnosis", 1.0, 14.5, keep_unknown=True),
    SiteChoice(("CSF", "Bone"), "any"),
)
PRINT_FRAMES = """
import json, sys, contextlib, io
for text in json.load(sys.stdin):
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(text.replace("made.chart.save(", "str("), names)
    print(json.dumps({name: frame.to_json() for name, frame in names["made"].data.items()}))
"""


def every_recipe() -> list[Recipe]:
    """Return every chart and table: with its defaults, each chart with its last options too."""
    made = []
    for kind in ("charts", "tables"):
        for name, module in modules(kind).items():
            plain = module.Options() if hasattr(module, "Options") else None
            made.append(recipe_of(module, plain, CHOICES))
            if kind == "charts" and OPTIONS[name]:
                made.append(recipe_of(module, OPTIONS[name][-1]))
    return made


def frames(made: Recipe) -> dict[str, pd.DataFrame]:
    whole = cohorts.published()
    shown = recipe.patients(made, whole)
    if made.kind == "tables":
        return recipe.table(made, shown, len(whole)).data
    return recipe.figure(made, shown, len(whole), LOOKS["print"]).data


def test_a_recipe_survives_json() -> None:
    for made in every_recipe():
        assert from_data(json.loads(json.dumps(to_data(made)))) == made


def test_a_recipe_gives_the_picture_of_the_patients_it_names() -> None:
    whole = cohorts.published()
    made = recipe_of(site_heatmap, site_heatmap.Options(by="sex"), (Levels("leukemia_type", ("AML",)),))
    shown = recipe.patients(made, whole)
    figure = recipe.figure(made, shown, len(whole), LOOKS["print"])
    assert len(shown) == 8
    assert figure.caption.startswith("Leukaemia type: AML. 8 of 22 patients")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "pie"}, "there is no 'pie' in this version"),
        ({"kind": "os"}, "there is no 'site_heatmap' in this version"),
        ({"options": {"by": "sex", "colour": "red"}}, "'colour' is not an option of this version"),
        ({"options": {"shading": "loud"}}, "'loud' is none of"),
        ({"choices": [{"type": "spell"}]}, "as this version writes it"),
        ({"choices": 3}, "as this version writes it"),
    ],
)
def test_a_recipe_of_another_version_is_refused_in_words(change: dict[str, Any], sentence: str) -> None:
    data = {**to_data(recipe_of(site_heatmap, site_heatmap.Options())), **change}
    with pytest.raises(ValueError, match=sentence):
        from_data(data)


def test_the_script_of_every_picture_and_table_makes_the_same_frames_in_a_fresh_python() -> None:
    made = every_recipe()
    source = cohorts.published().source
    scripts = [script(one, source, f"Test of {one.name}") for one in made]
    run = subprocess.run(
        [sys.executable, "-c", PRINT_FRAMES],
        input=json.dumps(scripts),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    for one, line in zip(made, run.stdout.splitlines(), strict=True):
        expected = {name: frame.to_json() for name, frame in frames(one).items()}
        assert json.loads(line) == expected, one.name


def test_the_script_of_an_upload_holds_no_data_and_names_the_file_to_save() -> None:
    cohort = cohorts.make_cohort(patient_id=["A1", "A2"], leukemia_type="ALL", emr_sites="CSF")
    text = script(recipe_of(site_heatmap, site_heatmap.Options()), cohort.source, 'Sites "of" ours')
    assert f'Path("{OWN_FILE}")' in text
    assert "A1" not in text
    assert "Sites 'of' ours." in text
    compile(text, "script", "exec")


def test_a_script_writes_only_what_differs_from_the_defaults() -> None:
    options = site_heatmap.Options(by="karyotype")
    text = script(recipe_of(site_heatmap, options), cohorts.published().source, "Sites")
    assert "site_heatmap.Options(by='karyotype')" in text
