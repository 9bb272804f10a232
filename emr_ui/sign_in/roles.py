"""Roles, what each may do, and how they are read from what the provider says of a person."""

from collections.abc import Mapping
from typing import Any, Literal, cast, get_args

Role = Literal["viewer", "uploader", "exporter"]
Permission = Literal["look", "upload", "export"]

ROLES: tuple[Role, ...] = get_args(Role)

MAY: dict[Role, frozenset[Permission]] = {
    "viewer": frozenset({"look"}),
    "uploader": frozenset({"look", "upload"}),
    "exporter": frozenset({"look", "export"}),
}
"""A person with two roles may do what either may."""

BY_NAME: dict[str, frozenset[Role]] = {role: frozenset({role}) for role in ROLES}
"""For providers that say our own names, such as the app roles of Entra ID."""


def values(claims: Mapping[str, Any], claim: str) -> list[str]:
    """Return the values of a claim: of a list each, of a text the text itself.

    Parameters
    ----------
    claims
        What the provider says of a person.
    claim
        Name of the claim. A claim inside another is written with points, as `realm_access.roles`; a name that
        holds points itself, such as an address, is tried first.
    """
    found: Any = claims.get(claim)
    if found is None:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return [found]
    return [value for value in found if isinstance(value, str)] if isinstance(found, list | tuple) else []


def roles(claims: Mapping[str, Any], claim: str, groups: Mapping[str, frozenset[Role]]) -> frozenset[Role]:
    """Return the roles of a person; whoever is in none of the groups is a viewer."""
    given = frozenset[Role]().union(*(groups.get(value, frozenset()) for value in values(claims, claim)))
    return given or frozenset({"viewer"})


def named(name: object) -> Role:
    """Return the role of that name.

    Raises
    ------
    ValueError
        If there is none.
    """
    if name not in ROLES:
        raise ValueError(f"{name!r} is no role: write {', '.join(ROLES[:-1])} or {ROLES[-1]}")
    return cast("Role", name)
