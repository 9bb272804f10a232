"""A file read and checked by a peer, with the types, levels and limits of `benchmarks.columns`.

Runs in `.venv-bench`: `python -m benchmarks.peers_intake pandera FILE`.
"""

import json
import sys
import time

from benchmarks.columns import COLUMNS, most_memory


def by_pandera(path: str) -> int:
    """Read with pandas and check every column, gathering all failures."""
    import pandas as pd
    import pandera.pandas as pa

    columns = {}
    for name, (kind, allowed) in COLUMNS.items():
        checks = []
        if allowed:
            checks = [pa.Check.in_range(*allowed) if kind == "number" else pa.Check.isin(allowed)]
        columns[name] = pa.Column(
            float if kind == "number" else object,
            checks,
            nullable=name != "patient_id",
            unique=name == "patient_id",
        )
    texts = {name: str for name, (kind, _) in COLUMNS.items() if kind == "string"}
    frame = pd.read_csv(path, dtype=texts)
    for name, (kind, _) in COLUMNS.items():
        if kind == "number":
            frame[name] = frame[name].astype(float)
    try:
        pa.DataFrameSchema(columns).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failed:
        print(len(failed.failure_cases), file=sys.stderr)
    return len(frame)


def by_frictionless(path: str) -> int:
    """Validate the rows against a table schema."""
    from frictionless import Resource, Schema, system

    system.trusted = True
    fields = []
    for name, (kind, allowed) in COLUMNS.items():
        limits: dict[str, object] = {"required": True, "unique": True} if name == "patient_id" else {}
        if allowed:
            limits |= (
                {"minimum": allowed[0], "maximum": allowed[1]}
                if kind == "number"
                else {"enum": list(allowed)}
            )
        fields.append({"name": name, "type": kind, "constraints": limits})
    resource_ = Resource(path=path, schema=Schema.from_descriptor({"fields": fields}))
    report = resource_.validate()
    return int(report.tasks[0].stats["rows"])


def main() -> None:
    """Check the file with the peer that is named."""
    peer, path = sys.argv[1:]
    read = {"pandera": by_pandera, "frictionless": by_frictionless}[peer]
    started, processor = time.perf_counter(), time.process_time()
    rows = read(path)
    taken = {
        "seconds": time.perf_counter() - started,
        "processor": time.process_time() - processor,
        "gigabytes": most_memory(),
        "rows": rows,
    }
    print(json.dumps(taken))


if __name__ == "__main__":
    main()
