"""Results as files: JSON that is written by one run and read by `aiolift.bench.report`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, TypeAlias

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

if TYPE_CHECKING:
    from pathlib import Path

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
