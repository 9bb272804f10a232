"""What happened then? Outcomes by marrow, leukaemia type, sex, karyotype or site."""

from emr_ui import sections
from emr_ui.sections import associations, course, curves, outcome_groups

sections.show(
    {
        "By group": outcome_groups.show,
        "Course": course.show,
        "Curves": curves.show,
        "Associations": associations.show,
    },
    key="outcomes_view",
)
