"""The gate before every screen: whoever is not signed in gets the sign-in page and nothing else."""

from typing import cast

import streamlit as st
from streamlit.logger import get_logger

from emr_ui import retention
from emr_ui.sign_in import visitor
from emr_ui.sign_in.ledger import ledger
from emr_ui.sign_in.roles import values
from emr_ui.sign_in.settings import settings
from emr_ui.sign_in.visitor import Visitor

HELD, TIMED_OUT = "signed_in", "signed_in_before"
"""Who was let in on the last run, and whether the session ended by time; nothing else outlives the end."""

EVERY = 20.0
"""Seconds between two looks at the clock while nobody clicks."""

LAST_MINUTE = 60.0


def admitted() -> bool:
    """Return whether this session may see a screen; who is let in has clicked, and the time starts anew.

    A session that is no longer let in forgets everything it held, uploads and cohorts too.
    """
    person, held = visitor.current(), st.session_state.get(HELD)
    if held is not None and (person is None or held.sign_in != person.sign_in):
        forget()
    if person is None:
        return False
    if person.sign_in is None:
        return True
    if not ledger.use(person.sign_in, *person.limits):
        ledger.end(person.sign_in)
        timed_out = held is not None or TIMED_OUT in st.session_state
        forget()
        if timed_out:
            st.session_state[TIMED_OUT] = True
        return False
    if held is None:
        _tell_of_a_missing_claim()
    st.session_state[HELD] = person
    return True


def _tell_of_a_missing_claim() -> None:
    """Log that a token lacks the claim of the roles, and the names, not the values, of those it has."""
    set_up, claims = settings(), st.user.to_dict()
    if set_up is not None and not values(claims, set_up.claim):
        get_logger(__name__).warning(
            "A token has no claim %s, so that its person is a viewer. It has: %s.",
            set_up.claim,
            ", ".join(sorted(claims)),
        )


def forget() -> None:
    """Forget everything this session holds, and the files it uploaded and exported."""
    retention.forget()
    for name in list(st.session_state):
        del st.session_state[name]


def timed_out() -> bool:
    """Return whether this session was let in before and its sign-in ended by time."""
    return TIMED_OUT in st.session_state


def watch() -> None:
    """End the session on time also when nobody clicks: the screen goes, and what it held is forgotten."""
    held = st.session_state.get(HELD)
    if held is not None:
        person = cast("Visitor", held)
        st.fragment(_look, run_every=min(EVERY, person.limits[0] / 4))(person)


def _look(person: Visitor) -> None:
    """Look at the clock; a look is no click and lengthens nothing."""
    left = person.left()
    if not left:
        st.rerun()
    if left <= LAST_MINUTE < person.limits[0]:
        st.toast("Nothing was clicked for a while: in less than a minute you will be signed out.")


def end() -> None:
    """Sign out: in every tab, in this browser, and at the provider where it offers that."""
    person = visitor.current()
    if person is not None and person.sign_in is not None:
        ledger.end(person.sign_in)
    forget()
    st.logout()
