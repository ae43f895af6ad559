"""What the benchmarks need beside servers."""

import os

import pytest

from tests.servers.provision import ServerUnavailableError, bring


@pytest.fixture(scope="session")
def h2load() -> None:
    """The load generator, on PATH."""
    try:
        bring("h2load", "nghttp2-client", print)
    except ServerUnavailableError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no h2load: {error}; under CI=true it must be there", pytrace=False)
        pytest.skip(f"no h2load: {error}")
