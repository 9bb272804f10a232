"""The person of this session: name, roles, and whether the sign-in still holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

import streamlit as st

from emr_ui.sign_in.ledger import SignIn, ledger, sign_in_of
from emr_ui.sign_in.roles import MAY, Permission, Role, roles
from emr_ui.sign_in.settings import Settings, settings

NAMES = ("preferred_username", "upn", "email", "sub")
"""Claims that name a person for others to recognise, the first that is there."""


class NotPermittedError(PermissionError):
    """Something was asked for that this person may not do, or may do no longer."""


@dataclass(frozen=True)
class Visitor:
    """The person of a session.

    Where nobody signs in there is no name and no sign-in, and everything is allowed.
    """

    name: str | None = None
    roles: frozenset[Role] = frozenset()
    sign_in: SignIn | None = None
    limits: tuple[float, float] = (0.0, 0.0)

    def left(self) -> float:
        """Return for how many seconds the sign-in still holds if nothing is clicked."""
        return inf if self.sign_in is None else ledger.left(self.sign_in, *self.limits)

    def may(self, what: Permission) -> bool:
        """Return whether this is allowed now."""
        if self.sign_in is None:
            return True
        return any(what in MAY[role] for role in self.roles) and self.left() > 0

    def demand(self, what: Permission) -> None:
        """Go on only if this is allowed now; a file made on a click asks here, in whichever thread.

        Raises
        ------
        NotPermittedError
            If it is not.
        """
        if not self.may(what):
            raise NotPermittedError(what)


NOBODY = Visitor()
"""Where sign-in is not set up."""


def visitor_of(claims: Mapping[str, object], set_up: Settings) -> Visitor:
    """Return the person whom the provider's claims name."""
    named = next((str(claims[name]) for name in NAMES if claims.get(name)), "unnamed")
    return Visitor(
        "".join(letter for letter in named if letter.isprintable())[:100],
        roles(claims, set_up.claim, set_up.groups),
        sign_in_of(claims),
        (set_up.idle, set_up.longest),
    )


def current() -> Visitor | None:
    """Return the person of this session, or None where one has to sign in first."""
    set_up = settings()
    if set_up is None:
        return NOBODY
    claims = st.user.to_dict()
    return visitor_of(claims, set_up) if claims.get("is_logged_in") is True else None


def user_name() -> str | None:
    """Return the name of who is signed in, None where nobody signs in.

    Ask while a screen is drawn or in a callback: a file made later, in a thread of its own, has no session.
    """
    person = current()
    return None if person is None else person.name
