"""A hospital's sign-in service in small: a real OpenID Connect provider in a process of its own."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from tests.browser.process import ATTEMPTS, free_port

PEOPLE = {"vera": ["staff"], "ulla": ["staff", "up"], "emil": "out"}
"""Who can sign in, and the groups the token says of each, as a list or as a text."""

SECRETS = """
[auth]
redirect_uri = "{app}/oauth2callback"
cookie_secret = "a secret of a test, of 32 or more letters"

[auth.hospital]
client_id = "emr"
client_secret = "known to both"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[auth.away]
client_id = "emr"
client_secret = "known to both"
server_metadata_url = "http://127.0.0.1:{nobody}/.well-known/openid-configuration"

[sign_in.roles]
up = "uploader"
out = "exporter"
"""


class Provider:
    """The provider; `url` is its address, `secrets(app)` the settings that name it."""

    def __init__(self, log: Path) -> None:
        self.log, self.port = log, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        people = [
            json.dumps({"sub": name, "preferred_username": name, "groups": groups})
            for name, groups in PEOPLE.items()
        ]
        words = [word for person in people for word in ("--user-claims", person)]
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "oidc_provider_mock", "--port", str(self.port), *words],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> "Provider":
        """Return once it answers."""
        for _ in range(ATTEMPTS):
            try:
                urllib.request.urlopen(self.url, timeout=2).close()
                return self
            except (urllib.error.URLError, OSError):
                pass
            try:
                self.process.wait(0.1)
                break
            except subprocess.TimeoutExpired:
                continue
        self.stop()
        raise AssertionError(f"The provider did not come up:\n{self.log.read_text(errors='replace')}")

    def secrets(self, app: str) -> str:
        """Return the secrets of an application at this address; a second provider in them never answers."""
        return SECRETS.format(app=app, provider=self.url, nobody=free_port())

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(10)
