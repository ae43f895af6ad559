"""``make bench``: every benchmark, one after the other, on servers of its own; then docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import make_url
from tests.servers import LocalServer, ServerUnavailableError, provision
from tests.servers.provision import bring

from aiolift.bench.loading import CHROOT_VARIABLE
from aiolift.bench.parts import ALONE, BENCHMARKS, SERVERS, Part, parts_on

ROOT = Path(__file__).resolve().parent.parent
#: Options of each benchmark: in full, and with --quick.
OPTIONS = {
    "reads": (("--rounds", "7"), ("--rounds", "2", "--seconds", "0.5")),
    "loading": (("--rounds", "5"), ("--rounds", "1", "--rows", "50000")),
    "cancellation": (("--sessions", "3000"), ("--sessions", "300")),
    "drivers": (("--rounds", "3"), ("--quick",)),
    "service": (("--rounds", "3", "--seconds", "2"), ("--quick",)),
    "seeding": (("--rows", "200000", "--rounds", "3"), ("--rows", "20000", "--rounds", "1")),
    "migration": (("--lines", "50000", "--rounds", "1"), ("--lines", "4000", "--rounds", "1")),
    "lint": (("--lines", "50000"), ("--lines", "4000")),
}


def main() -> int:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description="every benchmark, and docs/benchmarks.md of the results")
    parser.add_argument("--quick", action="store_true", help="short rounds, and a page in .bench/ instead of docs/")
    parser.add_argument("--server", choices=list(SERVERS), action="append", help="this one only; repeatable")
    parser.add_argument(
        "--only", choices=[*BENCHMARKS, *ALONE], action="append", help="this benchmark only; repeatable"
    )
    given = parser.parse_args()
    results = ROOT / (".bench" if given.quick else "docs") / "benchmarks"
    results.mkdir(parents=True, exist_ok=True)
    wanted = given.only or [*BENCHMARKS, *ALONE]
    failed: list[str] = []
    try:
        bring("h2load", "nghttp2-client", print)
        bring("mariadb-import", "mariadb-client", print)
        for kind in given.server or SERVERS if set(wanted) - set(ALONE) else ():
            with LocalServer(provision(kind, print)) as server:
                parts = [part for part in parts_on(kind) if part.benchmark in wanted]
                failed += [str(part) for part in parts if not _on_server(part, server, results, given.quick)]
    except ServerUnavailableError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    parts = [Part(name) for name in ALONE if name in wanted]
    failed += [str(part) for part in parts if not _run(part, results, given.quick, {"DATABASE_URL": "sqlite://"})]
    status = _report(results, given.quick)
    if failed:
        sys.stderr.write(f"error: not everything was measured: {', '.join(failed)}\n")
    return status or bool(failed)


def _on_server(part: Part, server: LocalServer, results: Path, quick: bool) -> bool:
    """Run a benchmark on a server; return whether it was measured."""
    server.run_sql("SET GLOBAL local_infile = ON")
    with server.fresh_database() as database:
        url = server.url(part.driver, database=database)
        environment = {"DATABASE_URL": url, CHROOT_VARIABLE: str(server.installation.root)}
        return _run(part, results, quick, environment)


def _run(part: Part, results: Path, quick: bool, environment: dict[str, str]) -> bool:
    """Run a benchmark, and keep its result; return whether it was measured."""
    command = {"service": ["aiolift", "bench", "service"], "drivers": ["aiolift", "bench", "drivers"]}
    options = [*OPTIONS[part.benchmark][quick], "--json", str(results / f"{part.name}.json")]
    started = time.monotonic()
    where = make_url(environment["DATABASE_URL"]).render_as_string(hide_password=True)
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {part}: {where}\n")
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", *command.get(part.benchmark, [f"aiolift.bench.{part.benchmark}"]), *options],
        env=os.environ | environment,
        check=False,
    )
    sys.stderr.write(f"{part} took {time.monotonic() - started:.0f} s\n")
    return done.returncode in {0, 1}  # 1: it was measured, and something is not as it should be


def _report(results: Path, quick: bool) -> int:
    """Make the page; of rough figures beside them, and not in docs/ and the READMEs."""
    command = [sys.executable, "-m", "aiolift.bench.report", str(results)]
    if not quick:
        command += ["--readme", str(ROOT / "README.md"), "--readme", str(ROOT / "README.ko.md")]
    done = subprocess.run(command, check=False)  # noqa: S603
    if done.returncode == 0:
        sys.stderr.write(f"written: {results.parent / 'benchmarks.md'}\n")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
