"""Kim et al. 2016: the 22 children of the published cohort, claim by claim.

Tables 1 and 3 of the paper are the cohort itself; what is held against them are the abstract, the text and
Table 2. Where a number stands in several places of the paper, the claim names them.
"""

from pathlib import Path

from emr_core.evidence.claim import Paper
from emr_core.evidence.kim2016 import (
    children,
    course,
    leukemia,
    literature,
    marrow,
    predilection,
    presentation,
    site_table,
    sites,
)
from emr_core.evidence.observation import read

KIM2016 = Paper(
    name="Kim et al. 2016",
    citation=(
        "Kim JY, Im SA, Lee JH, Lee JW, Chung NG, Cho B. Extramedullary Relapse of Acute Myeloid and "
        "Lymphoid Leukemia in Children: A Retrospective Analysis. Iran J Pediatr 2016;26(3):e1711."
    ),
    doi="10.5812/ijp.1711",
    claims=(
        *children.CLAIMS,
        *leukemia.CLAIMS,
        *site_table.CLAIMS,
        *sites.CLAIMS,
        *predilection.CLAIMS,
        *presentation.CLAIMS,
        *marrow.CLAIMS,
        *course.CLAIMS,
        *literature.CLAIMS,
    ),
    observations=read(Path(__file__).with_name("clinical_picture.csv")),
    factors=literature.FACTORS,
    confirmed={"Biopsy": presentation.CONFIRMED["biopsy"], "CSF": presentation.CONFIRMED["CSF"]},
)
