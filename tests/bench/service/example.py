"""A result as a run of the service benchmark would give it, with figures made up."""

from aiolift.bench.machine import Machine
from aiolift.bench.network import Lateness
from aiolift.bench.service.measure import Load, ServiceResult, Way
from aiolift.bench.service.peers import PEERS, REFERENCE

SYNC, PREPARED = "sync Session, PyMySQL", "aiolift, prepared"


def load(peer: str, rate: float, *, connections: int = 16, number: int = 1, **changes: object) -> Load:
    """One load without a network."""
    values = {"round_trip": 0.0, "p50": 2.0, "p99": 5.0, "errors": 0, "stopped": False} | changes
    return Load(peer=peer, connections=connections, round=number, rate=rate, **values)  # type: ignore[arg-type]


def result() -> ServiceResult:
    """Two rounds of three services, one of which stops at 256 connections, and one load over a network."""
    loads = [
        *(load(SYNC, 100.0, number=number) for number in (1, 2)),
        *(load(REFERENCE, rate, number=number) for number, rate in enumerate((200.0, 400.0), 1)),
        *(load(PREPARED, rate, number=number, p50=1.0, p99=2.0) for number, rate in enumerate((900.0, 1500.0), 1)),
        load(SYNC, 0.0, connections=256, errors=256, stopped=True),
        load(SYNC, 50.0, connections=256, number=2, errors=3),
        *(load(REFERENCE, 250.0, connections=256, number=number) for number in (1, 2)),
        load(PREPARED, 1000.0, round_trip=4.0),
    ]
    pools = {peer.name: peer.pool for peer in PEERS if peer.name in {SYNC, REFERENCE, PREPARED}}
    machine = Machine("a processor", 2, "Linux 6", "CPython 3.11.7", {"aiolift": "0.1.0"}, "2026-01-02 03:04 UTC")
    ways = [Way(0.0, 0.2), Way(4.0, 4.3, Lateness(1000, 0.1, 0.4, 0.12))]
    return ServiceResult(machine, "MariaDB 10.11.14", pools, 2, 3, 1.0, "h2load", loads, ways)
