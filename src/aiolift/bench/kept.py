"""Results as files: JSON that is written by one run and read by `aiolift.bench.report`."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import Field, TypeAdapter, ValidationError

from aiolift.bench.cancellation import CancellationResult
from aiolift.bench.drivers.measure import DriversResult
from aiolift.bench.lint import LintResult
from aiolift.bench.loading import LoadingResult
from aiolift.bench.migration import MigrationResult
from aiolift.bench.reads import ReadsResult
from aiolift.bench.seeding import SeedingResult
from aiolift.bench.service.measure import ServiceResult
from aiolift.errors import BenchError

#: What any of the benchmarks has measured.
Result: TypeAlias = (
    ReadsResult
    | ServiceResult
    | DriversResult
    | LoadingResult
    | CancellationResult
    | SeedingResult
    | MigrationResult
    | LintResult
)


@cache
def _adapter() -> TypeAdapter[Result]:
    return TypeAdapter(Annotated[Result, Field(discriminator="benchmark")])


def require_writable(path: Path) -> None:
    """Find out before anything is measured whether `write` can keep a result there; nothing is made or changed.

    :raises BenchError: it cannot.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise BenchError(f"the results cannot be kept in {path}: it is a folder; name a file in it")
    if not target.parent.is_dir():
        raise BenchError(f"the results cannot be kept in {path}: there is no folder {target.parent}; make it")
    asked = target if target.exists() else target.parent
    if not os.access(asked, os.W_OK):
        raise BenchError(f"the results cannot be kept in {path}: {asked} cannot be written to; name another file")


def write(path: Path, result: Result) -> None:
    """Keep a result in a file.

    :raises BenchError: the file cannot be written.
    """
    try:
        # by its own class: that of a module which is run with -m is another one than the union's
        path.write_bytes(TypeAdapter(type(result)).dump_json(result, indent=1) + b"\n")
    except OSError as error:
        raise BenchError(f"the results could not be written to {path}: {error.strerror}") from error


def read(path: Path) -> Result:
    """Read a result that `write` has kept.

    :raises BenchError: the file cannot be read, or is no such result.
    """
    try:
        return _adapter().validate_json(path.read_bytes())
    except OSError as error:
        raise BenchError(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise BenchError(f"{path} is not a result of aiolift bench: {error.errors()[0]['msg']}") from error
