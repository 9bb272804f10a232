"""One watched server for all tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.privacy.watched import Watched


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """The application, watched from inside."""
    server = Watched(tmp_path_factory.mktemp("watched"))
    try:
        server.wait()
        yield server
    finally:
        server.stop()
