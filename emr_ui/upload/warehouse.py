"""Where a cohort is fetched from a hospital's warehouse: which columns, which rows, and no others."""

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from emr_core.intake.headers import meaning_of
from emr_core.intake.read.records import spaced
from emr_core.warehouse.question import AS_WRITTEN, Condition, Held, Question, count, fetch, held, values
from emr_core.warehouse.settings import Warehouse, WarehouseError, warehouses
from emr_core.wording import counted
from emr_ui.markdown import escaped
from emr_ui.upload import held as uploads

MOST_CONDITIONS = 5
NOTHING = "(nothing recorded)"
LOOKED = "warehouse"
"""What this session has seen of a warehouse: its name, its columns, the values of columns looked at."""


def show() -> None:
    """Offer the warehouses of the settings; without any nothing is shown."""
    try:
        found = warehouses(_settings())
        if found:
            key = uploads.key("warehouse-open")
            with st.expander("Or fetch it from a warehouse", key=key, on_change="rerun") as box:
                if box.open:
                    _choose(found)
    except WarehouseError as error:
        st.error(escaped(error))


def _settings() -> dict[str, dict[str, object]]:
    """Return the section `warehouses` of the secrets; there may be neither."""
    try:
        return {name: dict(told) for name, told in st.secrets.get("warehouses", {}).items()}
    except StreamlitSecretNotFoundError:
        return {}


def _choose(found: dict[str, Warehouse]) -> None:
    """Show which warehouse, then what it holds."""
    name = st.selectbox("Warehouse", list(found), key=uploads.key("warehouse-name"))
    warehouse = found[name]
    if st.button("Look at its columns", key=uploads.key("warehouse-look")):
        with st.spinner("Asking the warehouse"):
            st.session_state[LOOKED] = (name, held(warehouse), {})
    looked = st.session_state.get(LOOKED)
    if looked is not None and looked[0] == name:
        _ask(warehouse, looked[1])


def _ask(warehouse: Warehouse, found: Held) -> None:
    """Show columns and conditions, how many rows they leave, and the way to fetch them."""
    st.caption(f"{counted(len(found.columns), 'column')}, {spaced(found.rows)} rows.")
    known = [header for header in found.columns if meaning_of(header)]
    columns = st.multiselect(
        "Columns to fetch (those whose names are understood are chosen)",
        list(found.columns),
        default=known,
        key=uploads.key(f"warehouse-columns-{warehouse.name}"),
    )
    question = Question(tuple(columns), tuple(_conditions(warehouse, found)))
    if not columns:
        st.info("No column is chosen.")
        return
    fitting = count(warehouse, question) if question.conditions else found.rows
    st.markdown(f"**{spaced(fitting)} of {spaced(found.rows)} rows** meet the conditions.")
    if st.button("Fetch them", type="primary", key=uploads.key("warehouse-fetch"), disabled=not fitting):
        bar = st.progress(0.0)
        data = fetch(
            warehouse, question, lambda share, what: bar.progress(share, text=escaped(what)) and None
        )
        bar.empty()
        uploads.hold(uploads.Upload(warehouse.name, data, AS_WRITTEN))


def _conditions(warehouse: Warehouse, found: Held) -> list[Condition]:
    """Show one row a condition, and an empty one below for the next."""
    conditions: list[Condition] = []
    for place in range(MOST_CONDITIONS):
        left, right = st.columns([1, 2])
        others = [name for name in found.columns if name not in {one.column for one in conditions}]
        column = left.selectbox(
            "Keep rows where",
            others,
            index=None,
            placeholder="any column",
            key=uploads.key(f"warehouse-where-{warehouse.name}-{place}"),
        )
        if column is None:
            break
        held_values = _values(warehouse, column)
        if held_values is None:
            right.caption("This column has too many values to choose from.")
            break
        names = {value or NOTHING: value for value in held_values}
        chosen = right.multiselect(
            "is one of",
            list(names),
            format_func=lambda name, n=held_values, of=names: f"{name} · {spaced(n[of[name]])}",
            key=uploads.key(f"warehouse-is-{warehouse.name}-{place}-{column}"),
        )
        if not chosen:
            break
        conditions.append(Condition(column, tuple(names[name] for name in chosen)))
    return conditions


def _values(warehouse: Warehouse, column: str) -> dict[str, int] | None:
    """Return a column's values, asked for once a session."""
    seen: dict[str, dict[str, int] | None] = st.session_state[LOOKED][2]
    if column not in seen:
        seen[column] = values(warehouse, column)
    return seen[column]
