"""Sign-in: how it is set up, which role a claim gives, and how long a sign-in holds."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime.secrets import Secrets

from emr_ui.sign_in import settings
from emr_ui.sign_in.ledger import Ledger, SignIn, sign_in_of
from emr_ui.sign_in.roles import BY_NAME, roles, values
from emr_ui.sign_in.settings import SettingsError, parsed

AUTH = {
    "redirect_uri": "https://emr.hospital.example/oauth2callback",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
    "client_id": "emr",
    "client_secret": "s",
    "server_metadata_url": "https://login.hospital.example/.well-known/openid-configuration",
}

MINUTE = 60


def test_the_settings_of_a_whole_section_are_read() -> None:
    groups = {"Haematology": "uploader", "Tumour board": ["uploader", "exporter"]}
    found = parsed(AUTH, {"claim": "memberOf", "idle_minutes": 15, "roles": groups})
    assert found.providers == (None,)
    assert (found.claim, found.idle, found.longest) == ("memberOf", 900, 43200)
    assert found.groups["Tumour board"] == {"uploader", "exporter"}
    assert found.origin == "https://emr.hospital.example"


def test_without_own_settings_half_an_hour_and_the_role_names_themselves_hold() -> None:
    found = parsed(AUTH, {})
    assert (found.claim, found.idle, found.longest, found.groups) == ("groups", 1800, 43200, BY_NAME)


def test_several_providers_are_named_by_their_sections() -> None:
    shared = {key: AUTH[key] for key in ("redirect_uri", "cookie_secret")}
    own = {key: AUTH[key] for key in ("client_id", "client_secret", "server_metadata_url")}
    assert parsed({**shared, "keycloak": own, "entra": own}, {}).providers == ("keycloak", "entra")


@pytest.mark.parametrize(
    ("auth", "own", "said"),
    [
        ({}, {}, "[auth] redirect_uri, cookie_secret: missing in the secrets."),
        ({**AUTH, "client_id": ""}, {}, "[auth] client_id: missing in the secrets."),
        ({**AUTH, "cookie_secret": "short"}, {}, "at least 32 random characters"),
        ({**AUTH, "redirect_uri": "https://emr.hospital.example/"}, {}, "redirect_uri: write https://"),
        (
            {**AUTH, "other": {"client_id": "x"}},
            {},
            "[auth.other] client_secret, server_metadata_url: missing",
        ),
        (AUTH, {"idle_minutes": 0}, "[sign_in] idle_minutes: write a number above 0."),
        (AUTH, {"idle": 3}, "[sign_in] idle: not a setting."),
        (AUTH, {"roles": {"A": "admin"}}, "[sign_in.roles] A: 'admin' is no role"),
        ("on", {}, "are sections of the secrets"),
    ],
)
def test_settings_that_are_not_whole_are_refused_with_where_and_what(auth, own, said) -> None:
    with pytest.raises(SettingsError) as refused:
        parsed(auth, own)
    assert said in str(refused.value)


def test_a_claim_is_a_text_or_a_list_and_may_stand_inside_another() -> None:
    assert values({"groups": "Staff, ward 3"}, "groups") == ["Staff, ward 3"]
    assert values({"groups": ["a", 3, "b"]}, "groups") == ["a", "b"]
    assert values({"realm_access": {"roles": ["a"]}}, "realm_access.roles") == ["a"]
    assert values({"http://x.example/role": "a"}, "http://x.example/role") == ["a"]
    assert values({"groups": {"a": 1}}, "groups") == []
    assert values({}, "groups.deep") == []


def test_roles_add_up_and_an_unknown_group_or_no_claim_makes_a_viewer() -> None:
    groups = {"up": frozenset({"uploader"}), "out": frozenset({"exporter"})}
    assert roles({"g": ["up", "out", "else"]}, "g", groups) == {"uploader", "exporter"}
    assert roles({"g": "up"}, "g", groups) == {"uploader"}
    assert roles({"g": ["else"]}, "g", groups) == {"viewer"}
    assert roles({}, "g", groups) == {"viewer"}
    assert roles({"g": "uploader"}, "g", groups) == {"viewer"}
    assert roles({"g": "uploader"}, "g", BY_NAME) == {"uploader"}


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


IDLE, LONGEST = 30 * MINUTE, 12 * 60 * MINUTE


def test_a_sign_in_holds_while_it_is_used_and_ends_after_the_time_without_a_click() -> None:
    clock = Clock()
    book, mine = Ledger(clock, clock), SignIn("a", clock.now)
    for _ in range(4):
        clock.now += 29 * MINUTE
        assert book.use(mine, IDLE, LONGEST)
    clock.now += 31 * MINUTE
    assert book.left(mine, IDLE, LONGEST) == 0
    assert not book.use(mine, IDLE, LONGEST)


def test_a_sign_in_ends_with_the_working_day_however_much_it_is_used() -> None:
    clock = Clock()
    book, mine = Ledger(clock, clock), SignIn("a", clock.now)
    held = 0
    while book.use(mine, IDLE, LONGEST):
        clock.now += 20 * MINUTE
        held += 20
    assert held == 12 * 60


def test_a_cookie_from_before_a_restart_counts_by_the_time_of_its_sign_in() -> None:
    clock = Clock()
    made = SignIn("a", clock.now)
    clock.now += 29 * MINUTE
    assert Ledger(clock, clock).use(made, IDLE, LONGEST)
    clock.now += 2 * MINUTE
    assert not Ledger(clock, clock).use(made, IDLE, LONGEST)


def test_an_ended_sign_in_does_not_come_back_and_leaves_nothing_behind() -> None:
    clock = Clock()
    book, mine, other = Ledger(clock, clock), SignIn("a", clock.now), SignIn("b", clock.now)
    assert book.use(mine, IDLE, LONGEST)
    book.end(mine)
    assert not book.use(mine, IDLE, LONGEST)
    assert book.use(other, IDLE, LONGEST)
    clock.now += 31 * MINUTE
    assert not book.use(mine, IDLE, LONGEST)
    late = SignIn("c", clock.now)
    assert book.use(late, IDLE, LONGEST)
    assert (set(book._used), book._ended) == ({late}, set())


def test_the_clock_of_the_computer_does_not_lengthen_the_time_without_a_click() -> None:
    clock, ticks = Clock(), Clock()
    book, mine = Ledger(clock, ticks), SignIn("a", clock.now)
    assert book.use(mine, IDLE, LONGEST)
    clock.now -= 3600
    ticks.now += 31 * MINUTE
    assert not book.use(mine, IDLE, LONGEST)


def test_every_sign_in_is_told_from_the_next_of_the_same_person() -> None:
    claims = {"iss": "i", "sub": "kim", "iat": 1_000, "nonce": "x", "email": "kim@hospital.example"}
    assert sign_in_of(claims) == sign_in_of({**claims, "email": "other"})
    assert sign_in_of(claims) != sign_in_of({**claims, "nonce": "y"})
    assert sign_in_of(claims).made == 1_000
    assert sign_in_of({"sub": "kim", "iat": "1000"}).made == 1_000
    assert [sign_in_of({"sub": "kim", "iat": iat}).made for iat in (None, "now", [])] == [0, 0, 0]
    assert "kim" not in repr(sign_in_of(claims))


def test_the_example_of_the_secrets_is_whole_once_it_is_filled_in_and_never_committed_filled() -> None:
    root = Path(__file__).resolve().parents[1]
    example = tomllib.loads((root / ".streamlit" / "secrets.toml.example").read_text(encoding="utf-8"))
    filled = {key: value or AUTH[key] for key, value in example["auth"].items()}
    found = parsed(filled, example["sign_in"])
    assert (found.idle, found.longest, found.claim) == (1800, 43200, "groups")
    assert found.groups["emr-tumour-board"] == {"uploader", "exporter"}
    with pytest.raises(SettingsError, match="cookie_secret"):
        parsed(example["auth"], example["sign_in"])
    assert ".streamlit/secrets.toml" in (root / ".gitignore").read_text().splitlines()


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A function that makes a text the secrets of the server."""

    def write(text: str) -> None:
        path = tmp_path / "secrets.toml"
        path.write_text(text)
        given = config.get_option
        monkeypatch.setattr(
            config, "get_option", lambda key: [str(path)] if key == "secrets.files" else given(key)
        )
        monkeypatch.setattr(st, "get_option", config.get_option)
        monkeypatch.setattr(st, "secrets", Secrets())

    return write


def test_the_server_does_not_start_half_closed(written, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = "[auth]\n" + "\n".join(f'{key} = "{value}"' for key, value in AUTH.items())
    written("other = 1")
    settings.check()
    assert settings.settings() is None
    written("[auth\n")
    with pytest.raises(SettingsError, match="cannot be read: it is no valid TOML"):
        settings.check()
    written("[auth]\n")
    with pytest.raises(SettingsError, match="redirect_uri, cookie_secret: missing"):
        settings.check()
    written(whole)
    settings.check()
    monkeypatch.setattr(settings, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match="Sign-in needs Authlib"):
        settings.check()


def test_what_is_refused_at_the_start_names_no_secret(written) -> None:
    written('[auth]\nredirect_uri = "https://a.example/oauth2callback"\ncookie_secret = "hush"\n')
    with pytest.raises(SettingsError) as refused:
        settings.check()
    assert "hush" not in str(refused.value)
