"""Where does it come back? Relapse sites by type, sex, karyotype or marrow."""

from emr_ui import sections
from emr_ui.sections import body_map, heatmap

sections.show({"Heatmap": heatmap.show, "Body map": body_map.show}, key="sites_view")
