"""When did it come back, relative to remission and marrow relapse? Courses, intervals, the marrow."""

from emr_ui import sections
from emr_ui.sections import intervals, lanes, marrow_course

sections.show(
    {"Lanes": lanes.show, "Intervals": intervals.show, "Marrow": marrow_course.show}, key="timelines_view"
)
