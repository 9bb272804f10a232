"""Nothing piles up behind uploads and reruns: the short form of `benchmarks/soak.py`."""

import gc
import sys
from collections import Counter

from streamlit.testing.v1 import AppTest

from emr_core.cohort import Cohort
from emr_core.intake.intake import Intake
from emr_core.intake.raw_table import RawTable
from emr_ui import current
from tests.test_data_page import uploaded
from tests.test_pages import opened

LEVELS = ("AML", "ALL")


def table(number: int) -> bytes:
    rows = [f"{number}-{row},{LEVELS[row % 2]},{('CSF', 'Bone')[(row + number) % 2]}" for row in range(12)]
    return "\n".join(["patient_id,leukemia_type,emr_sites", *rows]).encode()


def alive() -> Counter[str]:
    """Return how many objects that hold a table of patients are in use."""
    gc.collect()
    kinds = (Cohort, Intake, RawTable)
    return Counter(type(one).__name__ for one in gc.get_objects() if isinstance(one, kinds))


def test_of_ten_uploads_only_the_last_is_held() -> None:
    app = uploaded(table(0))
    app.file_uploader(key="file-0").set_value(("a.csv", table(1), "text/csv")).run()
    after_two = alive()
    for number in range(2, 10):
        app.file_uploader(key="file-0").set_value((f"{number}.csv", table(number), "text/csv")).run()
        assert not app.exception
    assert alive() == after_two
    app.button(key="forget").click().run()
    assert alive()["Intake"] == after_two["Intake"] - 1
    assert alive()["RawTable"] == after_two["RawTable"] - 1


def rerun(app: AppTest, times: int) -> None:
    """Go through four states of the filters, again and again."""
    for number in range(times):
        app.multiselect(key="leukemia_type").set_value(
            [[], ["AML"], ["ALL"], ["AML", "ALL"]][number % 4]
        ).run()
        assert not app.exception


def test_the_fiftieth_rerun_holds_no_more_than_the_tenth() -> None:
    app = opened("overview")
    rerun(app, 10)
    gc.collect()
    early = sys.getallocatedblocks(), len(gc.get_objects())
    rerun(app, 40)
    gc.collect()
    late = sys.getallocatedblocks(), len(gc.get_objects())
    assert [now / then < 1.01 for now, then in zip(late, early, strict=True)] == [True, True], (early, late)
    assert len(app.session_state["memo"]) <= current.REMEMBERED
