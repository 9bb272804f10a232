"""What does the paper say, and what do its tables give? Claims, clinical picture, other studies."""

from emr_ui import sections
from emr_ui.sections import clinical_picture, literature, published_claims

sections.show(
    {
        "Published and recomputed": published_claims.show,
        "Presentation and imaging": clinical_picture.show,
        "Literature": literature.show,
    },
    key="evidence_view",
)
