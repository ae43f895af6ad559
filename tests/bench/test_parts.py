"""Of what `make bench` consists."""

from pathlib import Path

import pytest

from aiolift.bench import kept
from aiolift.bench.parts import ALONE, SERVERS, Part, not_measured, parts_on
from tests.bench import examples

KEPT = Path(__file__).resolve().parents[2] / "docs/benchmarks"


def test_every_benchmark_is_a_part() -> None:
    """Each result that can be kept is of a benchmark that `make bench` runs."""
    parts = [*(part for server in SERVERS for part in parts_on(server)), *map(Part, ALONE)]
    assert not_measured([]) == parts
    assert {part.benchmark for part in parts} == set(examples.results())
    assert len({part.name for part in parts}) == len(parts)


@pytest.mark.parametrize("benchmark", examples.results())
def test_a_result_is_of_one_part(benchmark: str) -> None:
    """Where there is a result, its part alone is measured."""
    (measured,) = set(not_measured([])) - set(not_measured([examples.results()[benchmark]]))
    assert measured.benchmark == benchmark


def test_files_have_the_names_of_their_parts() -> None:
    """What `make bench` has kept lies under the name of the part that it is of."""
    for path in KEPT.glob("*.json"):
        (measured,) = set(not_measured([])) - set(not_measured([kept.read(path)]))
        assert measured.name == path.stem
