"""The floor: a page with one filter and as many plain pictures as a screen has, and nothing else.

`?charts=2` sets how many; a picture is one layered view of ten bars whose heights follow the filter.
"""

import streamlit as st

st.set_page_config(page_title="Bare", layout="wide")
chosen = st.multiselect("Leukaemia type", ["AML", "ALL", "MPAL", "Other", "Unknown"], key="leukemia_type")
for number in range(int(st.query_params.get("charts", "1"))):
    bars = [{"name": f"bar {i}", "n": i + len(chosen)} for i in range(10)]
    layer = {
        "mark": "bar",
        "encoding": {
            "x": {"field": "n", "type": "quantitative", "stack": None},
            "y": {"field": "name", "type": "nominal"},
        },
    }
    st.vega_lite_chart(
        {
            "data": {"values": bars},
            "layer": [layer],
            "autosize": {"type": "fit-x", "contains": "padding"},
            "height": 260,
        },
        key=f"chart-{number}",
        width="stretch",
        theme=None,
    )
if not int(st.query_params.get("charts", "1")):
    st.table([{"filter": ", ".join(chosen) or "all"}])
