"""The deck that answers where, when and what then, for a board that needs one by Thursday."""

from emr_core.charts import lanes, outcome_bars, outcome_shares, site_heatmap
from emr_core.cohort import Cohort
from emr_core.export.deck.deck import Deck, Slide
from emr_core.filters import Choice, apply
from emr_core.outcomes import findings, recorded
from emr_core.recipe import recipe_of
from emr_core.tables import table_one


def standard_deck(whole: Cohort, choices: tuple[Choice, ...] = (), title: str = "") -> Deck:
    """Return the standard deck of the patients that pass some filters; what nobody records is not in it."""
    made = [
        recipe_of(table_one, None, choices),
        recipe_of(site_heatmap, site_heatmap.Options(), choices),
        recipe_of(lanes, lanes.Options(), choices),
    ]
    for outcome in list(recorded(apply(whole, choices)))[:1]:
        found = findings(whole, outcome)[0].name
        made += [
            recipe_of(outcome_bars, outcome_bars.Options(outcome=outcome), choices),
            recipe_of(outcome_shares, outcome_shares.Options(outcome=outcome, finding=found), choices),
        ]
    return Deck(tuple(Slide(recipe) for recipe in made), title, whole.source.fingerprint)
