"""Results as files."""

from pathlib import Path

import pytest

from aiolift.bench import kept
from aiolift.errors import BenchError
from tests.bench.drivers import example as drivers
from tests.bench.service import example as service


@pytest.mark.parametrize("result", [service.result(), drivers.result()], ids=["service", "drivers"])
def test_what_is_written_is_read(result: kept.Result, tmp_path: Path) -> None:
    """A result of each benchmark comes back as it was."""
    kept.write(tmp_path / "result.json", result)
    assert kept.read(tmp_path / "result.json") == result


def test_what_is_no_result_is_refused(tmp_path: Path) -> None:
    """A file of something else, one that is not there and one that cannot be written are errors that name it."""
    (tmp_path / "other.json").write_text('{"benchmark": "other"}')
    for name, message in (("other.json", "not a result"), ("missing.json", "cannot be read")):
        with pytest.raises(BenchError, match=rf"{name}.*{message}"):
            kept.read(tmp_path / name)
    with pytest.raises(BenchError, match="could not be written"):
        kept.write(tmp_path / "missing" / "result.json", service.result())
