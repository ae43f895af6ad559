"""`aiolift db check`."""

import json
from collections.abc import Callable
from importlib.metadata import version

import pytest

from tests.cli.command import Command
from tests.conftest import MYSQL_DRIVERS
from tests.servers import Server


def test_page(aiolift: Command, url: str) -> None:
    """The page names driver, server, TLS, character set, round trip and tables."""
    assert aiolift("db", "init", "--models", "travel.models", url=url).code == 0
    done = aiolift("db", "check", url=url)
    assert (done.code, done.stderr) == (0, "")
    lines = dict(line.split(maxsplit=1) for line in done.stdout.replace("round trip", "round_trip").splitlines())
    assert list(lines) == ["url", "driver", "server", "TLS", "charset", "round_trip", "pool", "tables"]
    assert lines["tables"] == "2: administrative_region, member"
    assert " ms (median of 9)" in lines["round_trip"]


def test_json(aiolift: Command, mariadb: Server, fresh_database: Callable[..., str]) -> None:
    """``--json`` has the same facts as data, and no password."""
    url = fresh_database(mariadb)
    done = aiolift("db", "check", "--json", url=url)
    found = json.loads(done.stdout)
    assert found["driver"] == {"name": "asyncmy", "version": version("asyncmy")}
    assert found["server"]["product"] == "MariaDB"
    assert found["server"]["tls"] is None
    assert found["tables"] == []
    assert found["pool"] == {"size": 10, "max_overflow": 0}
    assert ":***@" in found["url"]
    assert mariadb.password not in done.stdout


@pytest.mark.parametrize("driver", MYSQL_DRIVERS)
def test_tls(aiolift: Command, server: Server, driver: str, fresh_database: Callable[..., str]) -> None:
    """The settings of the environment hold for a command too: with a CA file the connection is encrypted."""
    done = aiolift("db", "check", url=fresh_database(server, driver), DATABASE_TLS_CA=str(server.ca_file))
    assert "\nTLS         TLSv1." in done.stdout


def test_database_in_another_charset(aiolift: Command, mariadb: Server, fresh_database: Callable[..., str]) -> None:
    """A database whose new tables would not hold every text is pointed out, with the statement that changes it."""
    url = fresh_database(mariadb)
    mariadb.run_sql("ALTER DATABASE CHARACTER SET latin1", database=url.rpartition("/")[2])
    done = aiolift("db", "check", url=url)
    assert "utf8mb4, but new tables get latin1: ALTER DATABASE … CHARACTER SET utf8mb4" in done.stdout


def test_no_server(aiolift: Command) -> None:
    """A database that cannot be reached is a failed check: exit code 1."""
    done = aiolift("db", "check", url="mysql://hong:hidden@127.0.0.1:1/travel")
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr.startswith("error: cannot connect to mysql+asyncmy://hong:***@127.0.0.1:1/travel: ")


def test_bad_url(aiolift: Command) -> None:
    """A URL that cannot be right is bad input: exit code 2."""
    assert aiolift("db", "check", "--url", "mysql://127.0.0.1").code == 2
