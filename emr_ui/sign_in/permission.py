"""What a person may do, asked at one place: before a control is shown, and again when it acts."""

from collections.abc import Callable
from typing import TypeVar, cast

import streamlit as st

from emr_core.wording import listed
from emr_ui.sign_in import visitor
from emr_ui.sign_in.roles import Permission

Made = TypeVar("Made")

REFUSED: dict[Permission, str] = {
    "look": "Sign in to look at cohorts.",
    "upload": "Uploading needs the role uploader, which your account does not have. "
    "Ask those who run this service.",
    "export": "Files need the role exporter.",
}


def holder(what: Permission) -> visitor.Visitor | None:
    """Return the person of this session if they may do this now, else None."""
    person = visitor.current()
    return person if person is not None and person.may(what) else None


def may(what: Permission) -> bool:
    """Return whether the person of this session may do this now."""
    return holder(what) is not None


def refused(what: Permission) -> bool:
    """Say what is missing here, and for want of which role; return whether that is so."""
    if may(what):
        return False
    if what == "upload":
        st.info(REFUSED[what])
    else:
        st.caption(REFUSED[what], width="content")
    return True


def summary() -> str:
    """Return what the person of this session may do, as the end of a sentence."""
    done = {"look": "look at cohorts", "upload": "upload your own", "export": "take files along"}
    allowed = [words for what, words in done.items() if may(cast("Permission", what))]
    return f"you may {listed(allowed)}." if allowed else REFUSED["look"]


def guarded(person: visitor.Visitor, what: Permission, make: Callable[[], Made]) -> Callable[[], Made]:
    """Return `make` for this person: it asks once more when it is called, later and in another thread.

    A button on an old page, or a sign-in that ended meanwhile, thus gets nothing.
    """

    def ask_and_make() -> Made:
        person.demand(what)
        return make()

    return ask_and_make
