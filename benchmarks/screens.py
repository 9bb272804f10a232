"""Every screen and section, by its address."""

SCREENS: dict[str, tuple[str, dict[str, str]]] = {
    "Overview": ("", {}),
    **{
        f"Sites: {name}": ("sites", {"sites_view": name})
        for name in (
            *("Heatmap", "Difference", "Patients", "Body map", "Combinations", "Pairs"),
            "Initial disease",
        )
    },
    **{
        f"Timelines: {name}": ("timelines", {"timelines_view": name})
        for name in ("Lanes", "Intervals", "Marrow")
    },
    **{
        f"Outcomes: {name}": ("outcomes", {"outcomes_view": name})
        for name in ("By group", "Course", "Curves", "Associations")
    },
    **{
        f"Evidence: {name}": ("evidence", {"evidence_view": name})
        for name in ("Published and recomputed", "Presentation and imaging", "Literature")
    },
    **{
        f"Compare: {name}": ("compare", {"compare_view": name})
        for name in ("Table 1", "Fields", "Effects", "Sites", "Lanes", "Curves", "Definitions")
    },
    "Patient": ("patient", {}),
    "Tumour board": ("tumour_board", {}),
    "Data": ("data", {}),
}
"""Name to page and to what the address says beside filters."""
