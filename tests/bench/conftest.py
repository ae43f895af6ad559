"""What the benchmarks need beside servers."""

import os

import pytest

from tests.servers.provision import ServerUnavailableError, bring


@pytest.fixture(scope="session")
def wrk() -> None:
    """The load generator, on PATH."""
    try:
        bring("wrk", "wrk", print)
    except ServerUnavailableError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no wrk: {error}; under CI=true it must be there", pytrace=False)
        pytest.skip(f"no wrk: {error}")
