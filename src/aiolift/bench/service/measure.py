"""Serve the peers one after the other, round by round, and load each with h2load."""

from __future__ import annotations

import asyncio
import math
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import text

from aiolift.bench.machine import Machine
from aiolift.bench.network import Lateness, Network, network
from aiolift.bench.rounds import rotated
from aiolift.bench.service import division, h2load
from aiolift.bench.service.peers import PEERS, Peer
from aiolift.bench.service.serving import serving
from aiolift.database import Database
from aiolift.errors import BenchError

if TYPE_CHECKING:
    from sqlalchemy import URL

    from aiolift.program.progress import Progress

CONNECTIONS = (1, 16, 64, 256)
#: Milliseconds that a round trip to the database takes: none, and as over a network.
ROUND_TRIPS = (0.0, 4.0)


@dataclass(frozen=True)
class Plan:
    """What to measure.

    :param connections: of the load generator, rising: behind a load that a service does not survive nothing is left.
    :param seconds: for how long one load counts.
    :param warm_up: for how many seconds it runs before that: connections are made, pools filled and caches warmed.
    :param timeout: an answer that takes more seconds counts as an error.
    :param limit: seconds after which no further service is started, and the rest is left out.
    """

    peers: tuple[Peer, ...] = PEERS
    connections: tuple[int, ...] = CONNECTIONS
    round_trips: tuple[float, ...] = ROUND_TRIPS
    rounds: int = 5
    seconds: int = 3
    warm_up: float = 1.0
    timeout: float = 2.0
    limit: float = math.inf

    def visits(self, round_trip: float) -> list[Peer]:
        """The peers that are measured with a network: those that use it."""
        return [peer for peer in self.peers if peer.reads or not round_trip]

    @property
    def loads(self) -> int:
        """How many loads there will be."""
        visits = sum(len(self.visits(round_trip)) for round_trip in self.round_trips)
        return visits * len(self.connections) * self.rounds


@dataclass(frozen=True)
class Load:
    """What one peer answered under one load."""

    peer: str
    round_trip: float
    """Milliseconds that the network between service and database takes."""
    connections: int
    round: int
    rate: float
    """Good answers per second."""
    p50: float
    """Milliseconds; half of the answers took no longer."""
    p99: float
    errors: int
    """Requests that were answered with an error, in no time that counts, or not at all."""
    stopped: bool
    """Whether the service left even a single request unanswered afterwards."""


@dataclass(frozen=True)
class Way:
    """A network that services were measured with: what it was meant to be, and what it was."""

    round_trip: float
    measured: float
    """The median time of a ``SELECT 1`` over it, in milliseconds."""
    lateness: Lateness | None = None


@dataclass(frozen=True)
class ServiceResult:
    """What was measured, and where."""

    machine: Machine
    server: str
    pools: dict[str, str]
    """The pool of each peer, by its name."""
    rounds: int
    seconds: int
    warm_up: float
    generator: str
    """The load generator."""
    loads: list[Load]
    ways: list[Way]
    left_out: int = 0
    """How many visits to a service there was no time for."""
    benchmark: Literal["service"] = "service"


def measure(database: Database, plan: Plan, progress: Progress) -> ServiceResult:
    """Measure every peer of the plan in every round.

    :param database: a MySQL or MariaDB database in which a table may be made and dropped.
    :raises BenchError: h2load is not installed, the server cannot be reached by all peers, or a service does not start.
    """
    url = _plain_url(database)
    with ExitStack() as stack:
        generator = h2load.installed()
        server = asyncio.run(division.fill(url))
        stack.callback(lambda: asyncio.run(division.clear(url)))
        progress.start("services", plan.loads)
        loads: list[Load] = []
        ways: list[Way] = []
        left_out = 0
        deadline = time.monotonic() + plan.limit
        for round_trip in plan.round_trips:
            with ExitStack() as between:
                way: Network | None = None
                through = url
                if round_trip:
                    way = between.enter_context(network(url.host or "127.0.0.1", url.port or 3306, round_trip))
                    through = url.set(host="127.0.0.1", port=way.port)
                measured = asyncio.run(_round_trip(through))
                for number, peer in rotated(plan.visits(round_trip), plan.rounds):
                    if time.monotonic() > deadline:
                        left_out += 1
                        continue
                    loads += _visit(
                        peer, through, generator, plan, round_trip=round_trip, number=number, progress=progress
                    )
            ways.append(Way(round_trip, measured, way.lateness if way else None))
    pools = {peer.name: peer.pool for peer in plan.peers}
    how = (plan.rounds, plan.seconds, plan.warm_up, h2load.NAME)
    return ServiceResult(Machine.here(), server, pools, *how, loads, ways, left_out)


def _visit(
    peer: Peer, url: URL, generator: h2load.H2load, plan: Plan, round_trip: float, number: int, progress: Progress
) -> list[Load]:
    loads: list[Load] = []
    with serving(peer, url) as service:
        for connections in plan.connections:
            found = generator.run(service.port, connections, plan.seconds, plan.warm_up, plan.timeout)
            load = Load(
                peer=peer.name,
                round_trip=round_trip,
                connections=connections,
                round=number,
                rate=found.rate,
                p50=found.percentile(50),
                p99=found.percentile(99),
                # what still waits when h2load ends is no answer to it
                errors=found.failed if found.times else connections,
                stopped=service.has_stopped(),
            )
            loads.append(load)
            progress.advance(len(plan.connections) - len(loads) + 1 if load.stopped else 1)
            if load.stopped:
                break
    return loads


def _plain_url(database: Database) -> URL:
    """Return the URL that every peer understands.

    :raises BenchError: there is none.
    """
    url, settings = database.url, database.settings
    if url.get_backend_name() not in {"mysql", "mariadb"}:
        raise BenchError(f"{url.get_backend_name()}: the services run on MySQL or MariaDB; give --url mysql://…")
    if settings.wants_tls or settings.unix_socket:
        raise BenchError("the services are compared over TCP without TLS, which each of them can; give such a URL")
    return url


async def _round_trip(url: URL) -> float:
    """Return the median time of a statement, in milliseconds."""
    database = Database(url)
    times = []
    try:
        async with database.engine.connect() as connection:
            for _ in range(50):
                started = time.perf_counter()
                await connection.execute(text("SELECT 1"))
                times.append(time.perf_counter() - started)
    finally:
        await database.dispose()
    return sorted(times)[len(times) // 2] * 1000
