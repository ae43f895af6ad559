"""The whole of a small measurement."""

import math

import pytest

from aiolift import Database
from aiolift.bench.service.measure import Plan, measure
from aiolift.bench.service.peers import PEERS, Peer
from aiolift.errors import BenchError
from aiolift.program.progress import Silent
from tests.servers import Server

PREPARED = next(peer for peer in PEERS if peer.module == "aiolift_prepared")


@pytest.mark.usefixtures("h2load")
def test_measures(mariadb: Server) -> None:
    """A service is loaded over a network without an error; the table is gone afterwards."""
    with mariadb.fresh_database() as name:
        database = Database(mariadb.url(None, database=name))
        plan = Plan(peers=(PREPARED,), connections=(4,), round_trips=(4.0,), rounds=1, seconds=1, timeout=math.inf)
        result = measure(database, plan, Silent())
        assert mariadb.run_sql("SHOW TABLES", database=name) == ()
    (load,) = result.loads
    assert (load.peer, load.connections, load.round_trip, load.round) == (PREPARED.name, 4, 4.0, 1)
    assert load.rate > 0
    assert (load.errors, load.stopped) == (0, False)
    assert load.p99 >= load.p50 >= 4.0
    (way,) = result.ways
    assert way.measured >= 4.0
    assert way.lateness is not None
    assert "MariaDB" in result.server


@pytest.mark.usefixtures("h2load")
def test_what_there_is_no_time_for_is_left_out(mariadb: Server) -> None:
    """After the limit no service is started, and the result says how many are missing."""
    with mariadb.fresh_database() as name:
        database = Database(mariadb.url(None, database=name))
        plan = Plan(peers=(PREPARED, PREPARED), round_trips=(0.0,), rounds=3, limit=-1)
        result = measure(database, plan, Silent())
    assert (result.loads, result.left_out) == ([], 6)


def test_counts_its_loads() -> None:
    """A service that asks no database is not measured over a network."""
    plan = Plan(rounds=3)
    assert plan.loads == 3 * 4 * (len(PEERS) + len(PEERS) - 1)


def test_what_is_not_installed() -> None:
    """A service whose package cannot be imported says so."""
    assert PREPARED.is_installed
    assert not Peer("absent", "absent", "absent", "aiolift_absent", "none").is_installed


@pytest.mark.usefixtures("h2load")
@pytest.mark.parametrize(
    ("url", "options", "message"),
    [("sqlite://", {}, "MySQL or MariaDB"), ("mysql://a@127.0.0.1/b", {"tls": True}, "without TLS")],
)
def test_servers_that_not_every_service_can_reach(url: str, options: dict[str, bool], message: str) -> None:
    """What is compared must be alike: other servers, sockets and TLS are refused."""
    with pytest.raises(BenchError, match=message):
        measure(Database(url, **options), Plan(), Silent())
