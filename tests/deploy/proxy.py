"""nginx with the shipped configuration, on ports and in a folder of a test's own."""

import os
import re
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.browser.process import ROOT, end, free_port
from tools import nginx

DEPLOY = ROOT / "deploy" / "nginx"
ATTEMPTS = 100


def programs() -> tuple[Path, Path]:
    """Return nginx and openssl, or skip the test with the reason."""
    found = [nginx.find(name) for name in nginx.PROGRAMS]
    if os.name == "nt" or not all(found):
        pytest.skip("nginx or openssl is not on this computer; on Debian: python -m tools.nginx")
    return found[0], found[1]


def replaced(text: str, changes: dict[str, str]) -> str:
    """Return `text` with every key of `changes` replaced; each must occur."""
    for old in changes:
        assert old in text, f"the shipped configuration no longer says: {old}"
    return re.sub("|".join(map(re.escape, changes)), lambda found: changes[found[0]], text)


def certificate(folder: Path) -> Path:
    """Make a certificate and its key in `folder`, good for a day, and return the folder."""
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    files = ["-keyout", folder / "key.pem", "-out", folder / "fullchain.pem"]
    subprocess.run([programs()[1], *words, *files], capture_output=True, check=True)
    return folder


class Proxy:
    """nginx in front of two replicas.

    Parameters
    ----------
    folder
        An empty folder for configuration and logs.
    keys
        The folder of the certificate.
    ports
        Where replica a and replica b listen.
    """

    def __init__(self, folder: Path, keys: Path, ports: tuple[int, int]) -> None:
        self.folder, self.log = folder, folder / "access.log"
        self.port, self.plain_port = free_port(), free_port()
        self.url = f"https://127.0.0.1:{self.port}"
        sites = folder / "conf.d"
        sites.mkdir()
        to = {":8501": f":{ports[0]}", ":8502": f":{ports[1]}"}
        (sites / "emr-replicas.conf").write_text(
            replaced((DEPLOY / "emr-replicas.conf").read_text(encoding="utf-8"), to)
        )
        self.site = replaced(
            (DEPLOY / "emr.conf").read_text(encoding="utf-8"),
            {
                **to,
                "listen [::]:80;": "",
                "listen [::]:443 ssl;": "",
                "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
                "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
                "/etc/ssl/emr/": f"{keys}/",
                "/var/log/nginx/": f"{folder}/",
            },
        )
        (sites / "emr.conf").write_text(self.site, encoding="utf-8")
        main = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
        paths = {"/etc/nginx/conf.d": str(sites), "/tmp/": f"{folder}/", "/dev/stderr": f"{folder}/main.log"}
        (folder / "nginx.conf").write_text(replaced(main, paths), encoding="utf-8")
        words = ["-p", folder, "-c", folder / "nginx.conf", "-e", folder / "start.log", "-g", "daemon off;"]
        self.process = subprocess.Popen([programs()[0], *words], stdin=subprocess.DEVNULL)

    def wait(self) -> "Proxy":
        """Return once nginx answers."""
        for _ in range(ATTEMPTS):
            try:
                httpx.get(f"http://127.0.0.1:{self.plain_port}/", timeout=2)
            except httpx.TransportError:
                try:
                    self.process.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
                break
            # From here on nginx has nowhere to buffer a body on disk: it would have to refuse it.
            for name in ("body", "proxy"):
                (self.folder / name).rmdir()
            return self
        self.stop()
        raise AssertionError(f"nginx did not come up: {(self.folder / 'start.log').read_text()}")

    def lines(self) -> list[str]:
        """Return the access log."""
        return self.log.read_text(encoding="utf-8").splitlines()

    def stop(self) -> None:
        """End nginx with its workers."""
        end(self.process)
