"""The one error tree. Every message says what was wrong, where, and the fix; none shows a password.

::

    AioliftError
    ├── ConfigurationError          wrong before any connection is made
    │   ├── SettingsError           a setting has a value that it cannot have
    │   ├── DatabaseURLError        a part of the URL is missing or malformed
    │   ├── BlockingDriverError     the URL names a driver that would block the event loop
    │   ├── MissingPackageError     a driver or an extra is not installed
    │   └── UnsupportedOptionError  the driver cannot do what a setting asks
    ├── DatabaseNotStartedError     the application has no Database: the lifespan did not run
    ├── ConnectError                the server could not be reached, or it refused the login
    ├── PoolTimeoutError            no connection became free in time; names who holds them
    ├── SessionError                a session was used in a way that cannot be right
    │   ├── SessionClosedError      used after its unit of work had ended
    │   ├── ReadOnlySessionError    a write through `db.reader()`
    │   ├── StatementParameterError  a prepared read without one of its parameters, or with one that it does not have
    │   └── ImplicitIOError         an attribute access would have queried the database
    ├── CommitOutcomeUnknownError   the connection was lost while COMMIT ran: it may have happened or not
    ├── GuardError                  `aiolift.guard` has caught something; carries each of it
    │   ├── BlockingCallError       a call blocked the event loop
    │   ├── UnreturnedConnectionError  a connection was not given back to its pool
    │   └── UnawaitedCoroutineError  a coroutine was made, and never awaited
    ├── SchemaError                 tables cannot be created, dropped or compared as asked
    ├── LockTimeoutError            another process kept the database's lock for too long
    ├── LockUnavailableError        the server has no named locks, as Galera and some proxies
    ├── ProgramError                somebody's code base cannot be read, migrated or linted as asked
    │   ├── UnreadableFileError     a file's bytes cannot be read as text
    │   ├── UnparsableFileError     a file is not Python that this interpreter can parse; carries path and line
    │   ├── VersionTooOldError      the code base is pinned to a release that has no async interface
    │   ├── ObservationError        a suite cannot be observed, or its record cannot be read
    │   ├── LintSettingsError       `[tool.aiolift]` has a key or a value that is not known
    │   ├── BaselineError           a baseline of known findings cannot be read or written
    │   ├── UncommittedChangesError  `--write` would mix its changes with changes that are not committed
    │   ├── ChangedOnDiskError      a file is not any more what a change was made from
    │   ├── DestinationError        what is to be written cannot stand where it was asked for
    │   ├── WriteError              a file could not be written, and none was
    │   └── ConflictingEditsError   two rules want to write the same place: a defect of ours
    ├── BenchError                  a benchmark cannot be run here, or what it measures does not do its work
    └── SeedError                   a CSV file, or rows in bulk, cannot be loaded; carries path, line and column
        ├── SeedEncodingError       bytes that are not text in the file's encoding
        ├── SeedHeaderError         columns missing, unknown or given twice
        ├── SeedValueError          a cell that the model refuses
        └── SeedDuplicateError      a natural key that occurs twice, or already exists
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class AioliftError(Exception):
    """The root of every error that aiolift raises."""


class ConfigurationError(AioliftError):
    """Something is wrong before any connection is made."""


class SettingsError(ConfigurationError):
    """A setting has a value that it cannot have."""


class DatabaseURLError(ConfigurationError):
    """A part of the database URL is missing or malformed."""


class BlockingDriverError(ConfigurationError):
    """The URL names a driver that would block the event loop."""


class MissingPackageError(ConfigurationError):
    """A driver or an extra is not installed."""


class UnsupportedOptionError(ConfigurationError):
    """The driver cannot do what a setting asks."""


class DatabaseNotStartedError(AioliftError):
    """The application has no Database, because its lifespan did not run."""


class ConnectError(AioliftError):
    """The server could not be reached, or it refused the login."""


class PoolTimeoutError(AioliftError):
    """No connection of the pool became free within ``pool_timeout``; the message names who holds them."""


class SessionError(AioliftError):
    """A session was used in a way that cannot be right."""


class SessionClosedError(SessionError):
    """A session was used after its unit of work had ended."""


class ReadOnlySessionError(SessionError):
    """A write was attempted through a read-only session."""


class StatementParameterError(SessionError):
    """A prepared read got other parameters than its statement has."""


class ImplicitIOError(SessionError):
    """An attribute access would have queried the database without an ``await``."""


class CommitOutcomeUnknownError(AioliftError):
    """The connection was lost while COMMIT ran: the transaction may have been committed or not."""


class GuardError(AioliftError):
    """`aiolift.guard` has caught something.

    :ivar caught: what, in the order in which it happened: a `BlockingCallError`, `ImplicitIOError`,
        `UnreturnedConnectionError` or `UnawaitedCoroutineError` each.
    """

    caught: tuple[AioliftError, ...] = ()

    @classmethod
    def of(cls, caught: Iterable[AioliftError]) -> GuardError:
        """Return one error for all that was caught."""
        errors = tuple(caught)
        head = f"aiolift.guard caught {len(errors)} mistake{'s' if len(errors) > 1 else ''}"
        error = cls("\n".join([f"{head}:", *(f"- {one}" for one in errors)]))
        error.caught = errors
        return error


class BlockingCallError(GuardError):
    """A call blocked the event loop."""


class UnreturnedConnectionError(GuardError):
    """A connection was not given back to its pool."""


class UnawaitedCoroutineError(GuardError):
    """A coroutine was made, and never awaited."""


class SchemaError(AioliftError):
    """Tables cannot be created, dropped or compared as asked."""


class LockTimeoutError(AioliftError):
    """Another process kept the database's lock for too long."""


class LockUnavailableError(AioliftError):
    """The server has no named locks, as Galera and some proxies."""


class BenchError(AioliftError):
    """A benchmark cannot be run here, or what it measures does not do its work."""


class ProgramError(AioliftError):
    """Somebody's code base cannot be read, migrated or linted as asked."""


class UnreadableFileError(ProgramError):
    """A file's bytes cannot be read as text."""


class UnparsableFileError(ProgramError):
    """A file is not Python that this interpreter can parse; carries the file's name and the line.

    :param message: what was wrong, and the fix.
    :param name: the file, below the root of the program.
    :param line: the line, from 1.
    """

    def __init__(self, message: str, *, name: str, line: int) -> None:
        self.name = name
        self.line = line
        super().__init__(f"{name}:{line}: {message}")


class VersionTooOldError(ProgramError):
    """The code base is pinned to a release that has no async interface."""


class ObservationError(ProgramError):
    """A suite cannot be observed, or the record of an observation cannot be read."""


class LintSettingsError(ProgramError):
    """`[tool.aiolift]` has a key or a value that is not known."""


class BaselineError(ProgramError):
    """A baseline of known findings cannot be read or written."""


class UncommittedChangesError(ProgramError):
    """Writing in place would mix the migration with changes that are not committed."""


class ChangedOnDiskError(ProgramError):
    """A file is not any more what a change was made from."""


class DestinationError(ProgramError):
    """What is to be written cannot stand where it was asked for: a folder in use, a place outside of the code base."""


class WriteError(ProgramError):
    """A file could not be written; what was written before it was put back."""


class ConflictingEditsError(ProgramError):
    """Two rules want to write the same place: a defect of aiolift."""


class SeedError(AioliftError):
    """A CSV file, or rows given in bulk, cannot be loaded; nothing of it was written.

    :param message: what was wrong, and the fix.
    :param path: the CSV file; None where the rows were given in bulk.
    :param line: the line in the file, from 1, the header included; of rows in bulk the number of the row, from 1. None
        where all of it is meant.
    :param column: the name of the column, or None where the whole line is meant.
    """

    def __init__(self, message: str, *, path: Path | None, line: int | None = None, column: str | None = None) -> None:
        self.path = path
        self.line = line
        self.column = column
        where = "the rows" if path is None else str(path)
        if line is not None:
            where = f"row {line}" if path is None else f"{where}:{line}"
        if column is not None:
            where += f", column {column!r}"
        super().__init__(f"{where}: {message}")


class SeedEncodingError(SeedError):
    """Bytes that are not text in the file's encoding."""


class SeedHeaderError(SeedError):
    """Columns are missing, unknown or given twice."""


class SeedValueError(SeedError):
    """A cell holds what the model refuses."""


class SeedDuplicateError(SeedError):
    """A natural key occurs twice in the file, or already exists in the table."""
