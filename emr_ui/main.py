"""What every screen begins with: sign-in, cohort, filters, navigation; then the screen itself."""

from base64 import b64encode
from pathlib import Path

import streamlit as st

from emr_ui import (
    address,
    audit,
    controls,
    current,
    ended,
    filter_state,
    link,
    masthead,
    presentation,
    retention,
    thresholds,
)
from emr_ui.sign_in import gate, screen

NAME = "Extramedullary Relapse Explorer"

HERE = Path(__file__).parent

# Written out, for a file of ours is served to those only who are signed in.
ICON = f"data:image/png;base64,{b64encode((HERE / 'icon.png').read_bytes()).decode()}"

inside = gate.admitted()
st.set_page_config(page_title=NAME, page_icon=ICON, layout="wide" if inside else "centered")
st.html(HERE / "style.css")

page = st.navigation(
    [
        st.Page("../pages/overview.py", title="Overview", default=True),
        st.Page("../pages/sites.py", title="Sites"),
        st.Page("../pages/timelines.py", title="Timelines"),
        st.Page("../pages/outcomes.py", title="Outcomes"),
        st.Page("../pages/evidence.py", title="Evidence"),
        st.Page("../pages/compare.py", title="Compare"),
        st.Page("../pages/patient.py", title="Patient"),
        st.Page("../pages/tumour_board.py", title="Tumour board"),
        st.Page("../pages/data.py", title="Data"),
    ],
    position="sidebar" if inside and not presentation.running() else "hidden",
)
if not inside:  # before anything is drawn or read: this is all that a visitor gets, whatever the address
    screen.show(NAME, page.url_path)
    retention.let_go()
    st.stop()
gate.watch()
audit.opened()

address.note()
ended.note()
with st.sidebar:
    screen.account()
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
    retention.let_go()
    st.stop()

st.title(page.title, anchor=False)
ended.check()
link.check()
address_place = st.container()
masthead.chips(whole, filtered)
page.run()
with address_place:  # after the screen, whose settings are part of the address
    address.check()
with link_place:  # after the screen, whose settings are part of the link
    link.popover()
st.caption("EMR: extramedullary relapse. Exploratory; not a medical device, not advice for a single patient.")
retention.let_go()
