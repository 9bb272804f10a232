"""Ours against the published children, or one group against another: same scales, effects, Table 1."""

from emr_ui import sections
from emr_ui.sections import (
    compare_choice,
    compare_courses,
    compare_curves,
    compare_definitions,
    compare_effects,
    compare_fields,
    compare_sites,
    compare_table,
)

compare_choice.show()
sections.show(
    {
        "Table 1": compare_table.show,
        "Fields": compare_fields.show,
        "Effects": compare_effects.show,
        "Sites": compare_sites.show,
        "Lanes": compare_courses.show,
        "Curves": compare_curves.show,
        "Definitions": compare_definitions.show,
    },
    key="compare_view",
)
