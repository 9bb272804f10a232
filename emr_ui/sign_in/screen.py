"""What sign-in shows: the page before the screens, and in the sidebar who is here and the way out."""

from urllib.parse import quote, urlencode

import streamlit as st

from emr_core.wording import listed
from emr_ui.markdown import escaped
from emr_ui.sign_in import gate, permission, visitor
from emr_ui.sign_in.ledger import ledger
from emr_ui.sign_in.roles import ROLES
from emr_ui.sign_in.settings import NOTE, base, settings

NOTES = {
    "unreachable": "The sign-in service of your hospital did not answer. Try again in a minute; if it stays "
    "so, tell those who run this service.",
    "refused": "You were not signed in. Try again; if it stays so, tell those who run this service.",
}


def show(name: str, screen: str) -> None:
    """Show the sign-in page of the application `name` in place of a screen, given by its path."""
    set_up, person = settings(), visitor.current()
    if set_up is None:
        return
    if gate.timed_out() and person is not None and person.sign_in is not None:
        asked = urlencode({key: st.query_params.get_all(key) for key in st.query_params}, doseq=True)
        ledger.leave(person.sign_in, f"{base()}/{quote(screen)}" + (f"?{asked}" if asked else ""))
    with st.container(border=True, width=480, key="sign-in"):
        st.title(name, anchor=False)
        if gate.timed_out():
            st.warning(
                "You were signed out: after a while without a click, at the day's limit, or in another tab. "
                "What this session held is forgotten."
            )
        elif (note := st.context.cookies.get(NOTE)) in NOTES:
            st.warning(NOTES[note])
        st.markdown("Sites, timelines and outcomes of extramedullary relapse. Sign in to go on.")
        for provider in set_up.providers:
            st.button(
                "Sign in" if provider is None else f"Sign in: {escaped(provider)}",
                type="primary",
                width="stretch",
                on_click=st.login,
                args=(provider,),
                key=f"sign-in-{provider}",
            )
        st.caption("Exploratory; not a medical device, not advice for a single patient.")


def account() -> None:
    """Show who is signed in, with which roles, and the button to sign out; nothing where nobody signs in."""
    person = visitor.current()
    if person is None or person.name is None:
        return
    held = [role for role in ROLES if role in person.roles]
    with st.container(horizontal=True, vertical_alignment="center", key="account"):
        st.text(person.name, width="stretch")  # in Markdown an address would become a link
        st.button("Sign out", on_click=gate.end, key="sign-out", type="tertiary")
    st.caption(f"{listed(held).capitalize()}: {permission.summary()}")
