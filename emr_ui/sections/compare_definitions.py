"""What else differs between two sides, to be read before any difference is one of the disease."""

from emr_core.tables import compare_definitions
from emr_ui import compared


def show() -> None:
    """Draw the section: the table of definitions."""
    compared.show(compare_definitions)
