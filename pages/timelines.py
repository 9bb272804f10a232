"""When did it come back, relative to remission and marrow relapse? One lane a patient."""

from emr_ui import sections
from emr_ui.sections import lanes

sections.show({"Lanes": lanes.show}, key="timelines_view")
