"""What the rounds come to."""

import pytest

from aiolift.bench.rounds import Spread
from aiolift.bench.service.peers import REFERENCE
from aiolift.bench.service.summary import Cell, cells
from tests.bench.service.example import PREPARED, SYNC, load, result


def cell(peer: str, connections: int, round_trip: float = 0.0) -> Cell:
    """The cell of the example."""
    found = [one for one in cells(result()) if one.peer == peer and one.round_trip == round_trip]
    return next(one for one in found if one.connections == connections)


def test_medians_and_ratio() -> None:
    """A cell has the median and the spread of its rounds, and its ratio to the reference under the same load."""
    prepared = cell(PREPARED, 16)
    assert prepared.rate == Spread(1200.0, 900.0, 1500.0)
    assert (prepared.p50, prepared.p99, prepared.errors, prepared.rounds) == (1.0, 2.0, 0, 2)
    assert prepared.ratio == pytest.approx(4.0)
    assert cell(REFERENCE, 16).ratio == pytest.approx(1.0)


def test_a_service_that_stopped_has_no_ratio() -> None:
    """One round in which it stopped is enough; it is counted, and so are the errors of all rounds."""
    stopped = cell(SYNC, 256)
    assert (stopped.stopped, stopped.errors, stopped.ratio) == (1, 259, None)


def test_without_the_reference_there_is_no_ratio() -> None:
    """Where the reference was not measured, or answered nothing, there is nothing to compare with."""
    assert cell(PREPARED, 16, 4.0).ratio is None
    empty = result()
    empty.loads[:] = [load(REFERENCE, 0.0), load(PREPARED, 10.0)]
    assert [one.ratio for one in cells(empty)] == [None, None]


def test_order() -> None:
    """Cells come by network, then by service as they were measured, then by connections."""
    found = cells(result())
    assert [(one.round_trip, one.peer, one.connections) for one in found] == [
        *((0.0, SYNC, 16), (0.0, SYNC, 256)),
        *((0.0, REFERENCE, 16), (0.0, REFERENCE, 256)),
        *((0.0, PREPARED, 16), (4.0, PREPARED, 16)),
    ]
