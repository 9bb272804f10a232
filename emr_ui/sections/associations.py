"""What goes with what at the relapse: factors against sites, marrow, number of sites and death."""

from emr_core.tables import associations
from emr_ui import card, thresholds


def show() -> None:
    """Draw the section: the table of associations."""
    if not card.nobody_left():
        card.table(associations, associations.Options(thresholds.policy()))
