"""A result of the service benchmark at 64 connections, with figures made up."""

from dataclasses import replace

from aiolift.bench.service.measure import ServiceResult
from aiolift.bench.service.peers import REFERENCE
from tests.bench.service.example import PREPARED, SYNC, load, result


def crowd() -> ServiceResult:
    """Three services, of which one stops over the network."""
    loads = [
        load(SYNC, 100.0, connections=64),
        load(REFERENCE, 300.0, connections=64),
        load(PREPARED, 1200.0, connections=64),
        load(SYNC, 0.0, connections=64, round_trip=4.0, stopped=True),
        load(REFERENCE, 250.0, connections=64, round_trip=4.0),
        load(PREPARED, 1100.0, connections=64, round_trip=4.0),
    ]
    return replace(result(), loads=loads)
