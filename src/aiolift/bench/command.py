"""What the benchmarks that are run with ``python -m`` share: their database, their page, and their result's file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import stamina

from aiolift.database import Database
from aiolift.errors import AioliftError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Sequence

    from aiolift.bench.kept import Result

_Measured = TypeVar("_Measured", bound="Result")


def database(url: str | None, **settings: Any) -> Database:
    """Return the database of a URL; None reads ``DATABASE_URL``. Other settings come from ``DATABASE_*``.

    :raises ConfigurationError: there is no URL, or a setting is wrong.
    """
    return Database.from_env(**({"url": url} if url else {}), **settings)


def run(
    parser: ArgumentParser,
    arguments: Sequence[str] | None,
    measure: Callable[[Namespace], _Measured],
    page: Callable[[_Measured], list[str]],
    holds: Callable[[_Measured], bool] = lambda _: True,
) -> int:
    """Measure, print the page, and keep the result as JSON where ``--json`` asks for it and it can be.

    :param arguments: what `parser` parses; None is the command line.
    :param holds: whether the result is as it should be.
    :return: the exit code: 0; 1 where the result does not hold; 2 where it could not be measured or kept, as is said.
    """
    from aiolift.bench import kept  # it imports every benchmark

    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the result in this file")
    given = parser.parse_args(arguments)
    stamina.instrumentation.set_on_retry_hooks(())  # they would write a line to stderr for each attempt
    try:
        if given.json is not None:
            kept.require_writable(given.json)
        result = measure(given)
        sys.stdout.write("\n".join(page(result)) + "\n")
        if given.json is not None:
            kept.write(given.json, result)
    except AioliftError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0 if holds(result) else 1
