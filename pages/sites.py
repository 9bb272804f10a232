"""Where does it come back? Relapse sites by group, patient, region and combination."""

from emr_ui import sections
from emr_ui.sections import (
    body_map,
    heatmap,
    initial_disease,
    patients,
    site_combinations,
    site_difference,
    site_pairs,
)

sections.show(
    {
        "Heatmap": heatmap.show,
        "Difference": site_difference.show,
        "Patients": patients.show,
        "Body map": body_map.show,
        "Combinations": site_combinations.show,
        "Pairs": site_pairs.show,
        "Initial disease": initial_disease.show,
    },
    key="sites_view",
)
