"""What every screen begins with: page settings, cohort, filters, navigation; then the screen itself."""

from pathlib import Path

import streamlit as st

from emr_ui import controls, current, filter_state, link, masthead, presentation, thresholds

NAME = "Extramedullary Relapse Explorer"

HERE = Path(__file__).parent

st.set_page_config(page_title=NAME, page_icon=str(HERE / "icon.png"), layout="wide")
st.html(HERE / "style.css")

page = st.navigation(
    [
        st.Page("../pages/overview.py", title="Overview", default=True),
        st.Page("../pages/sites.py", title="Sites"),
        st.Page("../pages/timelines.py", title="Timelines"),
        st.Page("../pages/outcomes.py", title="Outcomes"),
        st.Page("../pages/evidence.py", title="Evidence"),
        st.Page("../pages/tumour_board.py", title="Tumour board"),
        st.Page("../pages/data.py", title="Data"),
    ],
    position="hidden" if presentation.running() else "sidebar",
)

with st.sidebar:
    whole = masthead.switcher()
    masthead.badge(whole)
    masthead.put_aside()
    current.choose(controls.filters(whole))
    filtered = current.filtered()
    controls.counts_beside(whole, filtered)
    filter_state.keep_history()
    masthead.undo_and_clear(filtered)
    thresholds.popover()
    link_place = st.container()

if presentation.running():
    presentation.show()
    st.stop()

st.title(page.title, anchor=False)
link.check()
masthead.chips(whole, filtered)
page.run()
with link_place:  # after the screen, whose settings are part of the link
    link.popover()
st.caption("EMR: extramedullary relapse. Exploratory; not a medical device, not advice for a single patient.")
