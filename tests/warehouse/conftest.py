"""The published cohort in three warehouses: PostgreSQL, DuckDB and Parquet files."""

import csv
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import psycopg
import pytest

from emr_core.warehouse.settings import Warehouse
from tests.browser.process import free_port
from tools import postgresql

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample_cohort.csv"
SECRET = "s3cr3t-pass"


def run(words: list[object], folder: Path) -> None:
    """Run one of PostgreSQL's programs, which refuse to work for root."""
    user = {"user": "postgres"} if os.geteuid() == 0 else {}
    done = subprocess.run(
        [str(word) for word in words], cwd=folder, capture_output=True, check=False, text=True, **user
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start a PostgreSQL with the cohort in `emr.relapses`; give its address, for a user who may read it."""
    programs = postgresql.find()
    if programs is None:
        pytest.skip("PostgreSQL is not on this computer; on Debian: apt install postgresql")
    # Not below pytest's folder, which only root may enter where root runs the tests.
    with tempfile.TemporaryDirectory(prefix="emr-postgresql-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data, port = folder / "data", free_port()
        (folder / "password").write_text(SECRET, encoding="utf-8")
        (folder / "password").chmod(0o644)
        run([programs / "initdb", "-D", data, "-U", "keeper", "-A", "scram-sha-256", "--no-sync",
             f"--pwfile={folder / 'password'}"], folder)  # fmt: skip
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        run([programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start"], folder)
        try:
            fill(f"host=127.0.0.1 port={port} user=keeper password={SECRET} dbname=postgres")
            yield f"postgres://reader:{SECRET}@127.0.0.1:{port}/postgres"
        finally:
            run([programs / "pg_ctl", "-D", data, "-m", "fast", "stop"], folder)


def fill(keeper: str) -> None:
    """Write the cohort, an empty table nobody else may read, and the user who may only read."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        headers, *rows = csv.reader(file)
    with psycopg.connect(keeper, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA emr")
        columns = ", ".join(f'"{name}" text' for name in headers)
        connection.execute(f"CREATE TABLE emr.relapses ({columns})")  # type: ignore[arg-type]
        places = ", ".join(["NULLIF(%s, '')"] * len(headers))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO emr.relapses VALUES ({places})", rows)  # type: ignore[arg-type]
        connection.execute("CREATE TABLE emr.closed (patient_id text)")
        connection.execute("CREATE VIEW emr.slow AS SELECT pg_sleep(30)::text AS patient_id")
        connection.execute(f"CREATE ROLE reader LOGIN PASSWORD '{SECRET}'")
        connection.execute("GRANT USAGE ON SCHEMA emr TO reader")
        connection.execute("GRANT SELECT, INSERT, DELETE ON emr.relapses, emr.slow TO reader")


@pytest.fixture(params=["postgresql", "duckdb", "parquet"])
def registry(request: pytest.FixtureRequest, tmp_path: Path) -> Warehouse:
    """Return a warehouse of each kind, with the published cohort in it."""
    if request.param == "postgresql":
        return Warehouse("Registry", request.getfixturevalue("server"), "emr.relapses")
    makers: dict[str, Callable[[Path], Warehouse]] = {"duckdb": in_duckdb, "parquet": in_parquet}
    return makers[request.param](tmp_path)


def in_duckdb(folder: Path) -> Warehouse:
    """Return the cohort in a DuckDB file."""
    path = folder / "registry.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA emr")
        connection.execute(f"CREATE TABLE emr.relapses AS FROM read_csv('{SAMPLE}', all_varchar = true)")
    return Warehouse("Registry", f"duckdb://{path}", "emr.relapses")


def in_parquet(folder: Path) -> Warehouse:
    """Return the cohort in a Parquet file."""
    path = folder / "registry.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (FROM read_csv('{SAMPLE}', all_varchar = true)) TO '{path}'")
    return Warehouse("Registry", f"parquet://{path}")
