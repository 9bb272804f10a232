"""How sign-in is set up: read from Streamlit's secrets, and refused at the start where it is not whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st

from emr_ui.sign_in.roles import BY_NAME, Role, named

NEEDED = ("client_id", "client_secret", "server_metadata_url")
SHARED = ("redirect_uri", "cookie_secret")

LEAST_SECRET = 32
"""Characters of the secret that signs the cookies."""

NOTE = "emr_sign_in"
"""Cookie in which the server tells the sign-in page, for some seconds, why a sign-in came to nothing."""


class SettingsError(ValueError):
    """Sign-in is set up in part or wrongly; the text says where and what to write."""


@dataclass(frozen=True)
class Settings:
    """How sign-in is set up.

    Attributes
    ----------
    providers
        Names of the sections of several providers; None stands for the section `[auth]` itself.
    claim, groups
        Where the groups of a person stand in the token, and the roles each group gives.
    idle, longest
        Seconds without a click, and seconds since the sign-in, after which it ends.
    origin
        Scheme and host under which the application is reached.
    """

    providers: tuple[str | None, ...]
    claim: str
    groups: Mapping[str, frozenset[Role]]
    idle: float
    longest: float
    origin: str


def settings() -> Settings | None:
    """Return how sign-in is set up; None where it is not, and the application is open.

    Raises
    ------
    SettingsError
        If something is missing or cannot be understood.
    """
    if not st.secrets.load_if_toml_exists() or "auth" not in st.secrets:
        return None
    return parsed(st.secrets["auth"], st.secrets.get("sign_in", {}))


def base() -> str:
    """Return the path under which the application is served, without a stroke at its end."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def check() -> None:
    """Refuse to start half closed: with secrets that cannot be read, incomplete settings, or no Authlib.

    Raises
    ------
    SettingsError
        If so. The texts name keys, never values of the secrets.
    """
    for path in st.get_option("secrets.files"):
        if Path(path).exists() and not st.secrets.load_if_toml_exists():
            raise SettingsError(f"{path} cannot be read: it is no valid TOML.")
    if settings() is not None and find_spec("authlib") is None:
        raise SettingsError("Sign-in needs Authlib: install requirements.txt again.")


def parsed(auth: Any, own: Any) -> Settings:
    """Return the settings written in the sections `[auth]` and `[sign_in]`."""
    if not isinstance(auth, Mapping) or not isinstance(own, Mapping):
        raise SettingsError("[auth] and [sign_in] are sections of the secrets, not single values.")
    _demand(auth, SHARED, "auth")
    if len(str(auth["cookie_secret"])) < LEAST_SECRET:
        raise SettingsError(f"[auth] cookie_secret: write at least {LEAST_SECRET} random characters.")
    scheme, _, rest = str(auth["redirect_uri"]).partition("://")
    if scheme not in {"http", "https"} or not rest.endswith("/oauth2callback"):
        raise SettingsError("[auth] redirect_uri: write https://, the host, and /oauth2callback.")
    unknown = set(own) - {"claim", "roles", "idle_minutes", "longest_hours"}
    if unknown:
        raise SettingsError(f"[sign_in] {', '.join(sorted(unknown))}: not a setting.")
    return Settings(
        providers=_providers(auth),
        claim=str(own.get("claim", "groups")),
        groups=_groups(own["roles"]) if "roles" in own else BY_NAME,
        idle=60 * _number(own, "idle_minutes", 30),
        longest=3600 * _number(own, "longest_hours", 12),
        origin=f"{scheme}://{rest.split('/')[0]}",
    )


def _providers(auth: Mapping[str, Any]) -> tuple[str | None, ...]:
    """Return the providers that are set up: `[auth]` itself, or sections under it."""
    sections = {name: value for name, value in auth.items() if isinstance(value, Mapping)}
    sections.pop("client_kwargs", None)
    if not sections:
        _demand(auth, NEEDED, "auth")
        return (None,)
    for name, section in sections.items():
        _demand(section, NEEDED, f"auth.{name}")
        if "_" in name:
            raise SettingsError(f"[auth.{name}]: the name of a provider holds no underscore.")
    return tuple(sections)


def _groups(table: Any) -> dict[str, frozenset[Role]]:
    """Return the roles that each group gives; one role or a list of them is written after its name."""
    if not isinstance(table, Mapping):
        raise SettingsError('[sign_in.roles] is a section: a line a group, "group" = "role".')
    found = {}
    for group, given in table.items():
        try:
            found[group] = frozenset(map(named, [given] if isinstance(given, str) else given))
        except (TypeError, ValueError) as error:
            raise SettingsError(f"[sign_in.roles] {group}: {error}.") from None
    return found


def _demand(section: Mapping[str, Any], keys: tuple[str, ...], name: str) -> None:
    missing = [key for key in keys if not section.get(key)]
    if missing:
        raise SettingsError(f"[{name}] {', '.join(missing)}: missing in the secrets.")


def _number(section: Mapping[str, Any], key: str, default: float) -> float:
    value = section.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        raise SettingsError(f"[sign_in] {key}: write a number above 0.")
    return float(value)
