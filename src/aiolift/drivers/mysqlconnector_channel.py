"""The conversation with the server over one connection of MySQL Connector/Python's asyncio interface.

Only the connector's public connection API is used (``cmd_query_iter``, ``get_rows``, ``cmd_ping``, ``shutdown``). Its
cursors are not, because of what was found in them (26.10.0):

- after a cancelled query, or a ``CALL`` whose last result was not read, the next query gets the wrong answer;
- a text parameter with the word ``delimiter`` and quotes around it comes to the server as another text;
- a stream that is closed before its end raises "Unread result found";
- the first statement with parameters costs a round trip more, and a ``REPLACE`` of many rows one per row.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from mysql.connector.constants import ServerFlag
from mysql.connector.errorcode import CR_SERVER_GONE_ERROR, CR_SERVER_LOST
from mysql.connector.errors import (
    DatabaseError,
    Error,
    InterfaceError,
    InternalError,
    OperationalError,
    ReadTimeoutError,
    WriteTimeoutError,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Coroutine, Iterator

    from mysql.connector.aio import MySQLConnection

Row = tuple[Any, ...]

#: ServerFlag lacks it: https://dev.mysql.com/doc/dev/mysql-server/latest/mysql__com_8h.html
_STATUS_NO_BACKSLASH_ESCAPES = 1 << 9
_CLIENT_CODES = range(2000, 3000)
_DISCARD_BATCH = 1000


class Channel:
    """One connection, of which it is known at any time whether it is in step with the server.

    After anything but an answer of the server (a cancellation, a timeout, a lost network, an error inside the driver)
    nobody knows what the server will send next: nothing can be sent any more, and but for a cancellation the socket is
    closed at once.
    """

    def __init__(self, connection: MySQLConnection) -> None:
        self.connection = connection
        self.answer: Answer | None = None
        """The answer that has not been read to its end, if any."""
        self._open = True
        self._waiting = False
        self._status = 0
        self._used = False
        self._left: Any = None

    @property
    def is_open(self) -> bool:
        """Whether statements can be sent; False once the socket was closed by this side."""
        return self._open and bool(self.connection.is_socket_connected())

    @property
    def autocommit(self) -> bool:
        """Whether the session is in autocommit mode, as the server last said."""
        return bool(self._status & ServerFlag.STATUS_AUTOCOMMIT)

    @property
    def backslash_escapes(self) -> bool:
        """Whether a backslash in a string is an escape, as the server last said."""
        return not self._status & _STATUS_NO_BACKSLASH_ESCAPES

    @property
    def may_be_in_transaction(self) -> bool:
        """Whether a ROLLBACK could end anything: a transaction, or the locks of a statement that began none."""
        return bool(self._status & ServerFlag.STATUS_IN_TRANS) or (self._used and not self.autocommit)

    async def ping(self) -> None:
        """Ask the server for an empty answer, which says in which modes the session is."""
        await self._make_ready()
        with self.exchange():
            self.note_status(await self.connection.cmd_ping())

    async def send(self, statement: bytes) -> Answer:
        """Send `statement` and return its answer; what is left of the previous one is read and dropped first."""
        await self._make_ready()
        answer = Answer(self, self.connection.cmd_query_iter(statement))
        self.answer = answer
        self._used = True
        await answer.advance()
        return answer

    async def end_transaction(self, statement: bytes) -> None:
        """Send COMMIT or ROLLBACK."""
        await self.send(statement)
        self._used = False

    async def close(self) -> None:
        """Say goodbye to the server and close the socket; without a goodbye where the two are out of step."""
        if self.answer is not None or self._waiting or not self.is_open:
            self.close_now()
            return
        self._open = False
        try:
            await self.connection.close()
        except BaseException:
            self.close_now()
            raise

    def close_now(self) -> None:
        """Close the socket without waiting for anything."""
        self._give_up()
        close_now(self.connection)

    def leave(self) -> None:
        """Let somebody else have the socket; the connection counts as closed."""
        self._give_up()
        self._left, self.connection._socket = self.connection._socket, None  # noqa: SLF001 -- no public name for it
        # a stream that nobody holds closes its socket

    def _give_up(self) -> None:
        self._open = False
        if self.answer is not None:
            self.answer.abandon()

    @contextmanager
    def exchange(self) -> Iterator[None]:
        """Guard what waits for the server; see the class.

        :raises OperationalError: the connection was lost, or the answer took too long; other errors pass through.
        :raises InterfaceError: another task is in an exchange.
        """
        self._refuse_second_task()
        self._waiting = True
        try:
            yield
        except Error as error:
            if self.answer is not None:
                self.answer.abandon()
            if not is_answer(error):
                self.close_now()
            reclassified = _as_other_drivers_class_it(error)
            if reclassified is error:
                raise
            raise reclassified from error
        except (OSError, EOFError, AttributeError) as error:
            # AttributeError: the connection was closed meanwhile, and the driver went on with a socket that is None
            self.close_now()
            raise OperationalError(f"Lost connection to MySQL server: {error!r}", errno=CR_SERVER_LOST) from error
        except BaseException:
            self._give_up()  # whoever closes the connection may want to end what the server does
            raise
        finally:
            self._waiting = False

    def note_status(self, packet: Any) -> None:
        """Remember the modes that `packet` (OK or EOF, as the driver parsed it) reports."""
        self._status = packet["status_flag"]

    async def _make_ready(self) -> None:
        if not self.is_open:
            raise OperationalError("The connection to the server is closed", errno=CR_SERVER_GONE_ERROR)
        self._refuse_second_task()
        if self.answer is not None:
            await self.answer.discard()

    def _refuse_second_task(self) -> None:
        if self._waiting:
            raise InterfaceError("another task waits for an answer on this connection; each task needs one of its own")


class Answer:
    """The server's answer to one statement: one result, or several from a ``CALL``, each with or without rows.

    `columns`, `affected_rows` and `last_insert_id` are those of the current result.
    """

    def __init__(self, channel: Channel, results: AsyncGenerator[Any, None]) -> None:
        self._channel = channel
        self._results = results
        self._rows_lost = False
        self.columns: list[Any] | None = None
        """One tuple per column, as in PEP 249's ``description``; None for a result without rows."""
        self.affected_rows = -1
        """The rows that an UPDATE, INSERT or DELETE matched; -1 for a result with rows."""
        self.last_insert_id = 0

    @property
    def _is_current(self) -> bool:
        return self._channel.answer is self

    async def advance(self) -> bool:
        """Go to the next result, and drop the rows that are left of the current one; False if there is none."""
        while await self.fetch(_DISCARD_BATCH):
            pass
        if not self._is_current:
            return False
        with self._channel.exchange():
            result = await anext(self._results)
        self.columns = result.get("columns")
        self.affected_rows = result.get("affected_rows", -1)
        self.last_insert_id = result.get("insert_id", 0)
        if self.columns is None:
            self._end_result(result)
        return True

    async def fetch(self, limit: int | None = None) -> list[Row]:
        """Return the next `limit` rows of the current result, or all (None); fewer at its end.

        :raises InterfaceError: the rows are gone, as another statement was sent meanwhile or the connection was closed.
        """
        if self._rows_lost:
            raise InterfaceError(
                "the rest of these rows is gone: another statement was sent on their connection before all were read, "
                "or it was closed. Read a stream to its end first, or use another session beside it"
            )
        if not self._is_current or not self._channel.connection.unread_result:
            return []
        with self._channel.exchange():
            rows: list[Row]
            rows, end = await self._channel.connection.get_rows(limit)
        if end is not None:
            self._end_result(end)
        return rows

    async def discard(self, *, limit: int | None = None) -> None:
        """Read what is left and drop it. With a `limit`, give up after so many rows; the rest stays unread."""
        rows_lost = False
        while self._is_current:
            rows = await self.fetch(limit or _DISCARD_BATCH)
            rows_lost = rows_lost or bool(rows)
            if limit is not None and len(rows) == limit:
                break
            if not rows:
                await self.advance()
        self._rows_lost = rows_lost

    def abandon(self) -> None:
        """Nothing will be read any more: the server has sent an error, or the socket is closed."""
        self._rows_lost = True
        self._finish()

    def _end_result(self, packet: Any) -> None:
        self._channel.note_status(packet)
        if not self._channel.connection.have_next_result:
            self._finish()

    def _finish(self) -> None:
        self._channel.answer = None
        with suppress(RuntimeError):  # another task waits inside: the closed socket ends it
            _run_until_it_waits(self._results.aclose())


def close_now(connection: MySQLConnection) -> None:
    """Close `connection`'s socket without waiting: the driver's own `shutdown` closes first and waits afterwards."""
    _run_until_it_waits(connection.shutdown())


def is_answer(error: Error) -> bool:
    """Whether the server sent `error`, so that both sides agree where their conversation stands."""
    number = error.errno
    return number > 0 and number not in _CLIENT_CODES and not isinstance(error, (ReadTimeoutError, WriteTimeoutError))


def _as_other_drivers_class_it(error: Error) -> Error:
    """Return an OperationalError where the connector has another class and the other MySQL drivers have that.

    A lost connection, a deadlock, a lock wait timeout and whatever has no SQLSTATE of its own are operational.
    """
    if isinstance(error, (ReadTimeoutError, WriteTimeoutError)):
        return OperationalError(f"Lost connection to MySQL server: {error.msg}", errno=CR_SERVER_LOST)
    lost = isinstance(error, InterfaceError) and error.errno in _CLIENT_CODES
    if lost or (type(error) in {DatabaseError, InternalError} and is_answer(error)):
        return OperationalError(error.msg, errno=error.errno, sqlstate=error.sqlstate)
    return error


def _run_until_it_waits(coroutine: Coroutine[Any, Any, Any]) -> None:
    try:
        coroutine.send(None)
    except (StopIteration, asyncio.CancelledError):  # cancelled is what it would wait for, when an earlier close was
        pass
    finally:
        coroutine.close()
