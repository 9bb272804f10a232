"""Where does it come back? Relapse sites by type, sex, karyotype or marrow."""

from emr_ui import sections
from emr_ui.sections import body_map, heatmap, patients, site_combinations, site_difference, site_pairs

sections.show(
    {
        "Heatmap": heatmap.show,
        "Difference": site_difference.show,
        "Patients": patients.show,
        "Body map": body_map.show,
        "Combinations": site_combinations.show,
        "Pairs": site_pairs.show,
    },
    key="sites_view",
)
