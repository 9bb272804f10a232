"""Bad files through the browser, one after the other in one session: each ends in a sentence.

Nothing of a file is taken for markup, nobody reads a traceback, and the page takes the next file.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screen import TIMEOUT, settled
from tests.intake.workbooks import TABLE, cell, sheet, workbook

Open = Callable[..., Page]

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "badfiles"

REFUSED = "Refused: mend what is marked as error, here or in the file. {} refused."
WARNED = "Accepted with warnings: read them before you use the cohort. {} 0 refused."

# File to what the user reads at once: of a file that is no table, why; of a table, its verdict and its rows.
SHARED = {
    "p093_pc_password.xlsx": "is password-protected. Remove the password in Excel, save it and try again.",
    "m150_legacy.xls": "is an Excel workbook of the old kind (.xls) or another old Office file.",
    "p089_ca_number_rows_repeated.ods": "is an OpenDocument file (.ods). Save the table as .xlsx",
    "m148_zipbomb_cells.xlsx": "grows 507 times when unpacked; at most 200 times is read.",
    "m144_billion_laughs_styles.xlsx": "is refused: it holds a document type declaration",
    "m136_bad_crc.xlsx": "is damaged: its parts cannot be unpacked or read.",
    "m134_empty_workbook.xlsx": "holds no table: its sheets are empty.",
    "m065_png_named_xlsx.xlsx": "is a picture (PNG), not an Excel workbook.",
    "m063_html_named_csv.csv": "is a web page (HTML), not a table.",
    "m068_pickle_named_csv.csv": "is a Python object (pickle), not a table.",
    "p092_pc_empty_file.xlsx": "is empty. Choose a file with a header row and one row a patient.",
    "m058_one_column.csv": REFUSED.format("24 rows = 0 patients + 0 merged + 24"),
    "p029_fr_issue-1009-semicolon.csv": REFUSED.format("1 row = 0 patients + 0 merged + 1"),
    "m084_inf_overflow.csv": REFUSED.format("24 rows = 0 patients + 0 merged + 24"),
    "m098_dates_impossible.csv": REFUSED.format("24 rows = 0 patients + 0 merged + 24"),
    "m105_blns_ids_groups.csv": REFUSED.format("200 rows = 0 patients + 0 merged + 200"),
    "m109_phi_ids_are_rrn.csv": REFUSED.format("24 rows = 0 patients + 0 merged + 24"),
    "m005_utf16be_bom.tsv": WARNED.format("24 rows = 24 patients + 0 merged +"),
    "m123_merged_header.xlsx": WARNED.format("24 rows = 24 patients + 0 merged +"),
    "m122_hidden_rows_filter.xlsx": WARNED.format("24 rows = 24 patients + 0 merged +"),
    "m075_ids_case_space.csv": WARNED.format("24 rows = 24 patients + 0 merged +"),
}

FAR = sheet(TABLE).replace("</sheetData>", f'<row r="9">{cell(1048576, 16384, "x")}</row></sheetData>')
MARKUP = (
    "patient_id;leukemia_type;emr_sites;<img src=x onerror=alert(1)>\n"
    "=cmd|' /C calc'!A0;ALL;CSF;<script>alert(1)</script>\n"
    "![x](//example.org/x.png);AML;<b>CSF</b>;[y](javascript:alert(1))\n"
)
OWN: dict[str, tuple[bytes, str]] = {
    "m_web_page.csv": (b"<!DOCTYPE html><html><body>no</body></html>", "is a web page (HTML), not a table."),
    "m_old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048), "of the old kind (.xls)"),
    "m_empty.csv": (b"", "is empty. Choose a file with a header row"),
    "m_far_cell.xlsx": (workbook({"a": FAR}), "cell XFD1048576, far from the table"),
    "m_markup.csv": (MARKUP.encode("utf-16"), "2 rows = "),
}
GOOD = "patient_id,leukemia_type,emr_sites\nP1,ALL,CSF\nP2,AML,Bone\n"

# What markup of a file would become if it were not shown as it stands.
MADE_OF_MARKUP = """() => document.querySelectorAll(
  '[data-testid=stMain] '
  + ':is(script, iframe, object, b, [onerror], a[href^="javascript:"], img:not([src^="data:"]))'
).length"""


def drop(page: Page, file: Path, sentence: str) -> None:
    """Drop a file and wait until its sentence stands; the screen is calm and whole afterwards."""
    page.locator("input[type=file]").first.set_input_files(str(file))
    if sentence[0].isupper() or sentence[0].isdigit():  # a verdict, and which file it is about
        expect(page.locator(".st-key-step-1")).to_contain_text(f"{file.name}: ", timeout=TIMEOUT)
        expect(page.locator(".st-key-verdict")).to_contain_text(sentence)
    else:
        alert = page.get_by_test_id("stAlert").filter(has_text=file.name)
        expect(alert).to_contain_text(sentence, timeout=TIMEOUT)
    settled(page, quiet=150)
    assert page.get_by_test_id("stException").count() == 0
    assert "Traceback" not in page.content()
    assert page.evaluate(MADE_OF_MARKUP) == 0, file.name
    assert page.locator(".st-key-chips strong").first.inner_text() == "22 of 22 patients, 38 sites"


def drop_all(page: Page, files: Mapping[Path, str], folder: Path) -> None:
    """Drop bad files in turn, then a good one, which is used."""
    for file, sentence in files.items():
        drop(page, file, sentence)
    good = folder / "good.csv"
    good.write_text(GOOD)
    drop(page, good, "2 rows = 2 patients + 0 merged + 0 refused.")
    page.get_by_role("button", name="Use this cohort").click()
    expect(page.locator(".st-key-chips strong").first).to_have_text(
        "2 of 2 patients, 2 sites", timeout=TIMEOUT
    )


def test_files_that_are_no_table_end_in_a_sentence_and_markup_is_shown_as_it_stands(
    open_page: Open, tmp_path: Path
) -> None:
    files = {}
    for name, (data, sentence) in OWN.items():
        (tmp_path / name).write_bytes(data)
        files[tmp_path / name] = sentence
    drop_all(open_page("/data"), files, tmp_path)


@pytest.mark.shared
@pytest.mark.skipif(not FOLDER.is_dir(), reason="the suite of bad files is not part of the repository")
def test_bad_files_of_every_kind_end_in_a_sentence_in_one_session(open_page: Open, tmp_path: Path) -> None:
    drop_all(open_page("/data"), {FOLDER / name: sentence for name, sentence in SHARED.items()}, tmp_path)
