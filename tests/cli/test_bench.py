"""`aiolift bench`: the command around the measurements, which tests/bench tries."""

from pathlib import Path

import pytest

from tests.cli.command import Command


def test_unknown_service(aiolift: Command) -> None:
    """A name that no service has is bad input, and the names are shown."""
    done = aiolift("bench", "service", "--peer", "django", url="mysql://travel:s3cret@127.0.0.1:1/travel")
    assert (done.code, done.stdout) == (2, "")
    assert "sync Session, PyMySQL" in done.stderr


def test_no_load_generator(aiolift: Command, tmp_path: Path) -> None:
    """Without h2load there is one message, with the command that installs it, and no password."""
    url = "mysql://travel:s3cret@127.0.0.1:1/travel"
    done = aiolift("bench", "service", "--quick", "--peer", "prepared", url=url, PATH=str(tmp_path))
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: the load generator h2load is not installed: apt-get install nghttp2-client")
    assert "s3cret" not in done.stderr


@pytest.mark.parametrize("benchmark", ["service", "drivers"])
def test_where_results_go_is_looked_at_first(aiolift: Command, benchmark: str) -> None:
    """A file that cannot be written is an error before anything is connected to or measured."""
    url = "mysql://travel:s3cret@127.0.0.1:1/travel"
    done = aiolift("bench", benchmark, "--quick", "--json", "missing/result.json", url=url)
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: the results cannot be kept in missing/result.json: there is no folder")


def test_a_server_that_is_down_is_one_message(aiolift: Command) -> None:
    """The attempts to connect are not told one by one."""
    url = "mysql+asyncmy://travel:s3cret@127.0.0.1:1/travel"
    done = aiolift("bench", "drivers", "--quick", url=url, DATABASE_CONNECT_RETRY="0.3")
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert "retry_scheduled" not in done.stderr
