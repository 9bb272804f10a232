"""When did it come back, relative to remission and marrow relapse? Courses, intervals, the marrow."""

from emr_ui import sections
from emr_ui.sections import intervals, lanes

sections.show({"Lanes": lanes.show, "Intervals": intervals.show}, key="timelines_view")
