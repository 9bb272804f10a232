"""The Data screen with a warehouse in the settings: looked at, asked, fetched, and used like a file."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from emr_core.warehouse.settings import Warehouse
from tests.warehouse.conftest import in_duckdb

MAIN = Path(__file__).resolve().parents[2] / "emr_ui" / "main.py"


def data_screen(**warehouses: dict[str, object]) -> AppTest:
    """Return the Data screen with these warehouses in the secrets."""
    app = AppTest.from_file(str(MAIN), default_timeout=30)
    if warehouses:
        app.secrets["warehouses"] = warehouses
    app.switch_page("../pages/data.py").run()
    return app


def opened(warehouse: Warehouse) -> AppTest:
    """Return the screen with the warehouse's part open and its columns looked at."""
    app = data_screen(one={"url": warehouse.url, "table": warehouse.table, "name": "Registry"})
    app.session_state["warehouse-open-0"] = True
    app.run()
    app.button(key="warehouse-look-0").click().run()
    return app


def words(app: AppTest) -> str:
    """Return the sentences of the screen."""
    return "\n".join(one.value for one in (*app.markdown, *app.caption, *app.error, *app.success, *app.info))


def test_without_a_warehouse_in_the_settings_there_is_nothing_of_it() -> None:
    assert "Or fetch it from a warehouse" not in [box.label for box in data_screen().expander]


def test_rows_that_meet_a_condition_become_the_cohort(tmp_path: Path) -> None:
    app = opened(in_duckdb(tmp_path))
    assert "19 columns, 22 rows." in words(app)
    app.selectbox(key="warehouse-where-Registry-0-0").select("leukemia_type").run()
    values = app.multiselect(key="warehouse-is-Registry-0-leukemia_type-0")
    assert values.options == ["ALL · 14", "AML · 8"]
    values.select("AML").run()
    assert "**8 of 22 rows** meet the conditions." in words(app)
    app.button(key="warehouse-fetch-0").click().run()
    assert not app.exception
    assert "8 rows = 8 patients \\+ 0 merged \\+ 0 refused" in words(app)
    assert any("8 rows, 19 columns" in one.value for one in app.markdown)


def test_what_the_warehouse_says_is_said_without_its_address(tmp_path: Path) -> None:
    app = data_screen(one={"url": f"duckdb://{tmp_path}/none.duckdb", "table": "t", "name": "Registry"})
    app.session_state["warehouse-open-0"] = True
    app.run()
    app.button(key="warehouse-look-0").click().run()
    assert "Registry has no file that can be opened" in words(app)
    assert str(tmp_path) not in words(app)


def test_a_wrong_setting_is_named_on_the_screen() -> None:
    assert "Warehouse one\\: table is missing" in words(data_screen(one={"url": "duckdb:///x"}))


def test_what_was_looked_at_is_forgotten_with_the_data(tmp_path: Path) -> None:
    app = opened(in_duckdb(tmp_path))
    app.button(key="warehouse-fetch-0").click().run()
    assert "warehouse" in app.session_state
    next(one for one in app.button if one.label == "Forget my data").click().run()
    assert "warehouse" not in app.session_state
