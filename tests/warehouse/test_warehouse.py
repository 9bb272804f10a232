"""A cohort from a warehouse: the same as from its file, no more than asked for, failures in plain words."""

import csv
import dataclasses
from pathlib import Path

import psycopg
import pytest

from emr_core.intake.load import load, take_in
from emr_core.intake.raw_table import read_table
from emr_core.warehouse.question import AS_WRITTEN, Condition, Question, count, fetch, held, values
from emr_core.warehouse.settings import Warehouse, WarehouseError, warehouses
from tests.browser.process import free_port
from tests.warehouse.conftest import SAMPLE, SECRET

LINES = SAMPLE.read_text(encoding="utf-8").splitlines()
UNSTATED = sum(not row["bmr_to_cr_weeks"] for row in csv.DictReader(LINES))


def everything(warehouse: Warehouse) -> Question:
    """Return the question for all columns of all rows."""
    return Question(tuple(held(warehouse).columns))


def test_the_cohort_of_a_warehouse_is_the_cohort_of_the_file(registry: Warehouse) -> None:
    data = fetch(registry, everything(registry))
    fetched = take_in(read_table(data, "Registry", AS_WRITTEN)).cohort
    filed = load(SAMPLE.read_bytes(), SAMPLE.name).cohort
    assert fetched.patients.equals(filed.patients)
    assert data == fetch(registry, everything(registry)), "the same rows gave other bytes"


def test_what_is_held_and_its_values_are_counted(registry: Warehouse) -> None:
    found = held(registry)
    assert (found.rows, found.columns["leukemia_type"]) == (22, "string")
    assert values(registry, "leukemia_type") == {"ALL": 14, "AML": 8}
    counts = values(registry, "bmr_to_cr_weeks")
    assert counts is not None
    assert (sum(counts.values()), counts[""]) == (22, UNSTATED)


def test_conditions_keep_rows_and_what_is_not_recorded_can_be_asked_for(registry: Warehouse) -> None:
    aml = Condition("leukemia_type", ("AML",))
    assert count(registry, Question(("patient_id",), (aml,))) == 8
    unstated = Question(("patient_id",), (Condition("bmr_to_cr_weeks", ("",)),))
    assert count(registry, unstated) == UNSTATED
    both = Question(("patient_id",), (aml, Condition("sex", ("Female", "no such"))))
    lines = fetch(registry, both).decode().splitlines()
    assert lines[0] == '"patient_id"'
    assert len(lines) - 1 == count(registry, both)
    assert set(lines[1:]) < {f'"P{n:02d}"' for n in range(1, 23)}


def test_a_value_is_never_read_as_sql(registry: Warehouse) -> None:
    odd = Condition("patient_id", ("P01' OR '1'='1", "P01'; DROP TABLE emr.relapses; --", "%", "\\"))
    assert count(registry, Question(("patient_id",), (odd,))) == 0
    assert held(registry).rows == 22


def test_too_many_rows_none_and_an_unknown_column_are_refused(registry: Warehouse) -> None:
    few = dataclasses.replace(registry, most_rows=5)
    with pytest.raises(WarehouseError, match="22 rows of Registry meet these conditions; at most 5"):
        fetch(few, everything(few))
    with pytest.raises(WarehouseError, match="No row of Registry meets these conditions"):
        fetch(registry, Question(("patient_id",), (Condition("sex", ("none",)),)))
    with pytest.raises(WarehouseError, match="Registry has no column nope any more"):
        count(registry, Question(("nope",)))
    with pytest.raises(WarehouseError, match="No column is chosen"):
        fetch(registry, Question(()))


def test_only_the_columns_and_rows_asked_for_are_sent(server: str) -> None:
    registry = Warehouse("Registry", server, "emr.relapses")
    address = server.replace("reader", "keeper")
    with psycopg.connect(address, autocommit=True) as keeper:
        keeper.execute("ALTER SYSTEM SET log_statement = 'all'")
        keeper.execute("SELECT pg_reload_conf()")
        fetch(registry, Question(("patient_id", "sex"), (Condition("leukemia_type", ("AML",)),)))
        written = "SELECT pg_read_file(current_setting('data_directory') || '/../log')"
        log = str(*keeper.execute(written).fetchone())  # type: ignore[misc]
    asked = [part for part in log.split("LOG:  ") if "ORDER BY" in part and '"relapses"' in part]
    assert asked
    for statement in asked:
        shown = statement.split("FROM")[0]
        assert "patient_id" in shown
        assert "karyotype" not in statement
        assert "'AML'" in statement


def test_nothing_can_be_written_even_by_a_user_who_may(server: str) -> None:
    from emr_core.warehouse.connection import table

    registry = Warehouse("Registry", server, "emr.relapses")
    with pytest.raises(WarehouseError, match=r"could not be read \(ReadOnlySqlTransaction\)"):  # noqa: SIM117
        with table(registry) as found:
            found.get_backend().raw_sql("DELETE FROM emr.relapses")
    assert held(registry).rows == 22


def test_a_slow_closed_missing_or_refusing_warehouse_is_told_in_plain_words(server: str) -> None:
    wrong = server.replace(SECRET, "wrong")
    cases = {
        "took longer than 1 seconds": Warehouse("Registry", server, "emr.slow", seconds=1),
        "does not let its user read emr.closed": Warehouse("Registry", server, "emr.closed"),
        "has no table emr.nothing": Warehouse("Registry", server, "emr.nothing"),
        "refuses the user or the password": Warehouse("Registry", wrong, "emr.relapses"),
        "does not answer": Warehouse("Registry", f"postgres://a:b@127.0.0.1:{free_port()}/c", "d"),
        "has no file that can be opened": Warehouse("Registry", "duckdb:///no/such.duckdb", "d"),
        "needs a driver that is not installed": Warehouse("Registry", "oracle://a:b@127.0.0.1/c", "d"),
    }
    for words, warehouse in cases.items():
        with pytest.raises(WarehouseError, match=f"^Registry {words}") as refused:
            fetch(warehouse, Question(("patient_id",)))
        told = str(refused.value)
        assert SECRET not in told
        assert "127.0.0.1" not in told
        assert refused.value.__context__ is None or refused.value.__suppress_context__


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"table": "t"}, "Warehouse one: url is missing"),
        ({"url": "duckdb:///x"}, "Warehouse one: table is missing"),
        ({"url": "duckdb:///x", "table": "t", "tabel": "t"}, "Warehouse one: tabel is no setting"),
        (
            {"url": "duckdb:///x", "table": "t", "seconds": "30"},
            "Warehouse one: seconds must be a whole number",
        ),
        ({"url": "duckdb:///x", "table": "t", "seconds": 0}, "must be 1 or more"),
        ({"url": 5, "table": "t"}, "Warehouse one: url must be a text"),
    ],
)
def test_a_setting_that_is_wrong_is_named(told: dict[str, object], words: str) -> None:
    with pytest.raises(WarehouseError, match=words):
        warehouses({"one": told})


def test_a_warehouse_is_named_by_its_settings_and_never_shows_its_address(tmp_path: Path) -> None:
    found = warehouses({"one": {"url": f"parquet://{tmp_path}/*.parquet"}, "two": {
        "url": "duckdb:///secret-place", "table": "t", "name": "The second"}})  # fmt: skip
    assert list(found) == ["one", "The second"]
    assert "secret-place" not in repr(found)
