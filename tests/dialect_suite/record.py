"""Record which tests of the suite aiomysql passes: ``python -m tests.dialect_suite.record``; see README.md."""

from __future__ import annotations

from pathlib import Path

from tests.dialect_suite.run import run_suite
from tests.servers import Kind, open_server

REFERENCE = "aiomysql"


def recorded(kind: Kind) -> Path:
    """The file with the names of the tests that aiomysql passes, one per line."""
    return Path(__file__).parent / f"passed_by_{REFERENCE}_on_{kind}.txt"


def main() -> None:
    """Run the suite on both servers and write the files."""
    kinds: tuple[Kind, ...] = ("mysql", "mariadb")
    for kind in kinds:
        with open_server(kind) as server:
            outcome = run_suite(server, REFERENCE)
        print(f"{REFERENCE} on {kind}: {outcome}")  # noqa: T201 -- a program
        recorded(kind).write_text("".join(f"{name}\n" for name in sorted(outcome.passed)))
        for name in sorted(outcome.failed):
            print(f"  not passed: {name}")  # noqa: T201


if __name__ == "__main__":
    main()
