"""`aiolift bench`: measure on this machine, against a database of yours.

Each command imports its benchmark when it runs: their tables take a while to make, for which no other command waits.
"""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from aiolift.bench.command import database
from aiolift.bench.service.peers import PEERS, Peer
from aiolift.cli.failures import DIFFERENT, CommandError
from aiolift.cli.options import Url
from aiolift.cli.output import show, stderr
from aiolift.cli.progress import Bar

_EXAMPLES = """Examples:

aiolift bench service --url mysql://root@127.0.0.1/scratch --quick

aiolift bench service --peer reader --peer "AsyncSession, asyncmy" --rounds 3 --json service.json

aiolift bench drivers --url mysql://root@127.0.0.1/scratch --quick
"""

bench = typer.Typer(
    name="bench",
    no_args_is_help=True,
    help="Measure this machine and a database of yours: services under load, and the drivers.",
    epilog=_EXAMPLES,
)

#: On a slow machine no further service is started after so many seconds, so that --quick ends within 3 minutes.
_QUICK_LIMIT = 150.0

Quick = Annotated[
    bool, typer.Option("--quick", metavar="", help="One short round; ends within 3 minutes. Its figures are rough.")
]
Rounds = Annotated[
    int | None,
    typer.Option("--rounds", metavar="N", min=1, help="How often each is measured.", show_default="5; 1 with --quick"),
]
Seconds = Annotated[
    int | None,
    typer.Option("--seconds", metavar="N", min=1, help="How long each load lasts.", show_default="3; 1 with --quick"),
]
Kept = Annotated[
    Path | None,
    typer.Option("--json", metavar="FILE", dir_okay=False, help="Keep the results in this file, for the report."),
]


@bench.command()
def service(
    url: Url = None,
    quick: Quick = False,
    rounds: Rounds = None,
    seconds: Seconds = None,
    peer: Annotated[
        list[str] | None,
        typer.Option("--peer", metavar="TEXT", help="Only services whose name has this in it. Repeatable."),
    ] = None,
    json_file: Kept = None,
) -> None:
    """Load one read endpoint, written in every way: sync, AsyncSession, Tortoise ORM, asyncmy alone, aiolift.

    At 1, 16, 64 and 256 connections, with the database beside it and 4 ms away. Needs h2load, and a database in which
    the table aiolift_bench_division may be made and dropped. What is not installed is left out, and said so.

    Exit code 0: measured; 1: measured, and a service of aiolift stopped or had errors; 2: it cannot be measured.
    """
    from aiolift.bench import kept
    from aiolift.bench.service import measure as service_bench
    from aiolift.report.bench_service import service_page

    if json_file is not None:
        kept.require_writable(json_file)
    plan = service_bench.Plan(peers=_peers(peer))
    if quick:
        plan = replace(plan, rounds=1, seconds=1, warm_up=0.3, limit=_QUICK_LIMIT)
    plan = replace(plan, rounds=rounds or plan.rounds, seconds=seconds or plan.seconds)
    with Bar() as progress:
        result = service_bench.measure(database(url), plan, progress)
    show(service_page(result))
    if json_file is not None:
        kept.write(json_file, result)
    if any(load.errors or load.stopped for load in result.loads if load.peer.startswith("aiolift")):
        raise typer.Exit(DIFFERENT)


@bench.command()
def drivers(
    url: Url = None,
    quick: Quick = False,
    rounds: Rounds = None,
    sessions: Annotated[
        int | None,
        typer.Option(
            "--sessions", metavar="N", min=0, help="Sessions that are cancelled.", show_default="1000; 200 with --quick"
        ),
    ] = None,
    json_file: Kept = None,
) -> None:
    """Measure every installed driver on a server of yours, and recommend one, with the reasons.

    One row, 1000 rows and an insert, by the driver alone and through aiolift, in 1 and in 32 tasks; then sessions are
    cancelled at random moments. Needs a scratch database of MySQL or MariaDB that nobody else uses: the tables
    aiolift_bench_note, aiolift_bench_entry and aiolift_fuzz_note are made and dropped, and up to 100 connections.

    Exit code 0: a driver is recommended; 1: none can be; 2: it cannot be measured.
    """
    from aiolift.bench import kept
    from aiolift.bench.drivers import measure as drivers_bench
    from aiolift.bench.drivers.recommend import recommend
    from aiolift.report.bench_drivers import drivers_page

    if json_file is not None:
        kept.require_writable(json_file)
    plan = drivers_bench.Plan()
    if quick:
        plan = replace(plan, rounds=1, seconds=0.3, sessions=200)
    plan = replace(plan, rounds=rounds or plan.rounds, sessions=plan.sessions if sessions is None else sessions)
    with Bar() as progress:
        result = asyncio.run(drivers_bench.measure(database(url), plan, progress))
    recommendation = recommend(result)
    show(drivers_page(result, recommendation))
    if json_file is not None:
        kept.write(json_file, result)
    if recommendation.driver is None:
        raise typer.Exit(DIFFERENT)


def _peers(wanted: list[str] | None) -> tuple[Peer, ...]:
    """Return the services that are asked for and can be served."""
    found = tuple(one for one in PEERS if not wanted or any(text.lower() in one.name.lower() for text in wanted))
    if not found:
        raise CommandError(f"no service has such a name; there are {'; '.join(one.name for one in PEERS)}")
    for one in (one for one in found if not one.is_installed):
        stderr.print(Text(f"left out: {one.name}, as {one.needs} is not installed (pip install 'aiolift[bench]')"))
    served = tuple(one for one in found if one.is_installed)
    if not served:
        raise CommandError("none of these services can be served here: pip install 'aiolift[bench]'")
    return served
