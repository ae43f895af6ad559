"""`aiolift db check`: connect, and show what is at the other end."""

from dataclasses import asdict
from importlib.metadata import packages_distributions, version
from typing import Any

from rich.table import Table
from rich.text import Text

from aiolift.cli import connecting
from aiolift.cli.db import server
from aiolift.cli.db.options import Json, Wait
from aiolift.cli.failures import DIFFERENT, CommandError
from aiolift.cli.options import Url
from aiolift.cli.output import print_json, show
from aiolift.database import Database
from aiolift.drivers import Driver
from aiolift.errors import ConnectError


def check(url: Url = None, wait: Wait = 0, as_json: Json = False) -> None:
    """Connect, and show driver, server, TLS, character set, round-trip time and tables.

    Exit code 0: the database can be reached; 1: it cannot; 2: the URL or a setting is wrong.
    """
    try:
        found = connecting.run(_look, url=url, wait=wait)
    except ConnectError as error:
        raise CommandError(str(error), code=DIFFERENT) from None
    if as_json:
        print_json(found)
    else:
        show(_page(found))


async def _look(database: Database) -> dict[str, Any]:
    settings = database.settings
    return {
        "url": database.url.render_as_string(hide_password=True),
        "driver": {"name": database.driver.name, "version": _package_version(database.driver)},
        "server": asdict(await server.ask(database)),
        "pool": {
            "size": settings.pool_size,
            "max_overflow": settings.max_overflow,
        },
        "tables": await database.table_names(),
    }


def _package_version(driver: Driver) -> str:
    top, _, _ = driver.module.partition(".")
    return version(packages_distributions()[top][0])


def _page(found: dict[str, Any]) -> Table:
    driver, other, pool, tables = found["driver"], found["server"], found["pool"], found["tables"]
    lines = {
        "url": Text(found["url"]),
        "driver": Text(f"{driver['name']} {driver['version']}"),
        "server": Text(f"{other['product']} {other['version']}"),
        "TLS": _tls(other),
        "charset": _charset(other),
        "round trip": Text(f"{other['round_trip_seconds'] * 1000:.2f} ms (median of {server.ROUND_TRIPS})"),
        "pool": Text(f"up to {pool['size'] + pool['max_overflow']} connections"),
        "tables": Text(f"{len(tables)}: {', '.join(tables)}" if tables else "none"),
    }
    page = Table.grid(padding=(0, 2))
    page.add_column(style="cyan", no_wrap=True)
    page.add_column(overflow="fold")
    for name, value in lines.items():
        page.add_row(name, value)
    return page


def _tls(other: dict[str, Any]) -> Text:
    if other["product"] == "SQLite":
        return Text("not needed: a file")
    return Text(other["tls"], style="green") if other["tls"] else Text("no", style="yellow")


def _charset(other: dict[str, Any]) -> Text:
    charset, database_charset = other["charset"], other["database_charset"]
    if charset == database_charset:
        return Text(charset)
    warning = f", but new tables get {database_charset}: ALTER DATABASE … CHARACTER SET {charset}"
    return Text.assemble(charset, (warning, "yellow"))
