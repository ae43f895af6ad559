"""Results as files."""

from pathlib import Path

import pytest

from aiolift.bench import kept
from aiolift.errors import BenchError
from tests.bench import examples


@pytest.mark.parametrize("benchmark", examples.results())
def test_what_is_written_is_read(benchmark: str, tmp_path: Path) -> None:
    """A result of each benchmark comes back as it was."""
    result = examples.results()[benchmark]
    kept.write(tmp_path / "result.json", result)
    assert kept.read(tmp_path / "result.json") == result


def test_what_is_no_result_is_refused(tmp_path: Path) -> None:
    """A file of something else, one that is not there and one that cannot be written are errors that name it."""
    (tmp_path / "other.json").write_text('{"benchmark": "other"}')
    for name, message in (("other.json", "not a result"), ("missing.json", "cannot be read")):
        with pytest.raises(BenchError, match=rf"{name}.*{message}"):
            kept.read(tmp_path / name)
    with pytest.raises(BenchError, match="could not be written"):
        kept.write(tmp_path / "missing" / "result.json", examples.loading())
