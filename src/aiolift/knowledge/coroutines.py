"""Calls of external code that give a coroutine, and external code that takes coroutines or runs them."""

from __future__ import annotations

from aiolift.knowledge.database import ASYNC_SESSIONS

ASYNC_ENGINE = "sqlalchemy.ext.asyncio.AsyncEngine"
ASYNC_CONNECTION = "sqlalchemy.ext.asyncio.AsyncConnection"
ASYNC_RESULT = "sqlalchemy.ext.asyncio.AsyncResult"
ASYNC_SCALARS = "sqlalchemy.ext.asyncio.AsyncScalarResult"
ASYNC_TRANSACTIONS = frozenset(
    {"sqlalchemy.ext.asyncio.AsyncTransaction", "sqlalchemy.ext.asyncio.AsyncSessionTransaction"}
)
ASYNC_CLIENT = "httpx.AsyncClient"
ASYNC_SCOPED_SESSION = "sqlalchemy.ext.asyncio.async_scoped_session"

_SESSION = (
    "close", "close_all", "commit", "connection", "delete", "delete_all", "exec", "execute", "flush", "get", "get_one",
    "invalidate", "merge", "merge_all", "refresh", "reset", "rollback", "run_sync", "scalar", "scalars", "stream",
    "stream_scalars",
)  # fmt: skip
_RESULT = ("all", "close", "fetchall", "fetchmany", "fetchone", "first", "one", "one_or_none", "scalar", "scalar_one",
           "scalar_one_or_none", "freeze")  # fmt: skip
_METHODS = {
    **dict.fromkeys(ASYNC_SESSIONS, _SESSION),
    ASYNC_SCOPED_SESSION: (*_SESSION, "remove"),
    ASYNC_ENGINE: ("dispose", "raw_connection"),
    ASYNC_CONNECTION: (
        "close", "commit", "exec_driver_sql", "execute", "get_raw_connection", "invalidate", "rollback", "run_sync",
        "scalar",
        "scalars",
    ),
    ASYNC_RESULT: _RESULT,
    ASYNC_SCALARS: _RESULT,
    **dict.fromkeys(ASYNC_TRANSACTIONS, ("close", "commit", "rollback", "start")),
    ASYNC_CLIENT: ("aclose", "delete", "get", "head", "options", "patch", "post", "put", "request", "send"),
    "starlette.requests.Request": ("body", "form", "json", "close"),
    "starlette.websockets.WebSocket": (
        "accept", "close", "receive", "receive_bytes", "receive_json", "receive_text", "send", "send_bytes",
        "send_json",
        "send_text",
    ),
    "fastapi.UploadFile": ("close", "read", "seek", "write"),
    "asyncio.Queue": ("get", "join", "put"),
    "asyncio.Event": ("wait",),
    "asyncio.Lock": ("acquire",),
    "asyncio.Semaphore": ("acquire",),
    "asyncio": ("open_connection", "sleep", "to_thread", "wait", "wait_for"),
    "anyio": ("sleep",),
    "anyio.to_thread": ("run_sync",),
    "starlette.concurrency": ("run_in_threadpool",),
    "fastapi.concurrency": ("run_in_threadpool",),
    "builtins": ("anext",),
}  # fmt: skip

#: Methods that give their value at once, although they belong to async objects or to what these have fetched.
_PLAIN = {
    **dict.fromkeys(
        ASYNC_SESSIONS,
        ("add", "add_all", "expire", "expire_all", "expunge", "expunge_all", "get_bind", "is_modified",
         "in_transaction"),
    ),
    **dict.fromkeys(
        ("sqlalchemy.Result", "sqlalchemy.Result(rowless)", "sqlalchemy.ScalarResult"),
        ("all", "fetchall", "fetchmany", "fetchone", "first", "one", "one_or_none", "scalar", "scalar_one",
         "scalar_one_or_none", "scalars", "unique", "mappings", "tuples", "keys"),
    ),
}  # fmt: skip

#: What must be awaited or entered: until then it has not begun.
_ENTERABLE = {
    **dict.fromkeys(ASYNC_SESSIONS, ("begin", "begin_nested")),
    ASYNC_CONNECTION: ("begin", "begin_nested", "stream", "stream_scalars"),
    ASYNC_ENGINE: ("begin", "connect"),
}

#: Classes whose instances only `async with` can enter.
ASYNC_ENTERED = (
    ASYNC_SESSIONS | ASYNC_TRANSACTIONS | {ASYNC_CONNECTION, ASYNC_CLIENT, "contextlib.asynccontextmanager()"}
)
#: Classes whose instances only `async for` can consume.
ASYNC_ITERATED = frozenset({ASYNC_RESULT, ASYNC_SCALARS, "typing.AsyncGenerator"})

#: Callables that take a coroutine as an argument and see to it, by the end of their dotted name.
_TAKING = (
    "gather", "create_task", "ensure_future", "wait_for", "wait", "shield", "as_completed", "run", "run_until_complete",
    "run_coroutine_threadsafe", "timeout", "iscoroutine", "isawaitable", "isinstance", "async_to_sync", "spawn",
    "add_task",
    "closing", "aclosing", "enter_async_context", "close", "type", "id",
)  # fmt: skip
#: Builtins that hand the coroutines of an iterable on, unawaited.
PASSING = frozenset({
    "builtins.list", "builtins.tuple", "builtins.set", "builtins.iter", "builtins.reversed", "builtins.zip",
    "builtins.enumerate",
    "itertools.chain", "itertools.islice", "builtins.frozenset", "builtins.dict", "typing.cast",
})  # fmt: skip
#: Callables that call a function they are given in a thread or at once, and never await what it gives.
_CALLING = (
    "builtins.filter", "builtins.sorted", "builtins.min", "builtins.max", "functools.reduce", "threading.Thread",
    "threading.Timer",
    "multiprocessing.Process", "Executor.submit", "Executor().submit", "Executor.map", "Executor().map",
    ".run_in_executor",
    "asyncio.to_thread", ".run_in_threadpool", "anyio.to_thread.run_sync", "atexit.register", "signal.signal",
    ".call_soon",
    ".call_later", ".call_soon_threadsafe", ".addCleanup", "sqlalchemy.event.listen", ".run_sync", "itertools.groupby",
    "BlockingScheduler().add_job", "BackgroundScheduler().add_job", "ExitStack.callback", "FixtureRequest.addfinalizer",
    "weakref.finalize", "click.Context.call_on_close", "typer.Context.call_on_close", "multiprocessing.Pool",
    ".ThreadPool", "concurrent.futures.ThreadPoolExecutor", "concurrent.futures.ProcessPoolExecutor",
)  # fmt: skip


def gives_coroutine(name: str) -> bool:
    """Whether calling something external gives a coroutine: `sqlalchemy.ext.asyncio.AsyncSession.commit`."""
    owner, _, method = name.rpartition(".")
    return method in _METHODS.get(owner, ())


def gives_plain_value(name: str) -> bool:
    """Whether calling a method of an async object, or of a result, gives its value at once: `AsyncSession.add`."""
    owner, _, method = name.rpartition(".")
    return method in _PLAIN.get(owner, ())


def gives_enterable(name: str) -> bool:
    """Whether calling something external gives what only awaiting or entering begins, as `AsyncEngine.connect`."""
    owner, _, method = name.rpartition(".")
    return method in _ENTERABLE.get(owner, ())


def takes_coroutine(name: str) -> bool:
    """Whether an external callable sees to a coroutine, or an iterable of them, that it is given."""
    return name.rpartition(".")[2] in _TAKING


def calls_without_await(name: str) -> bool:
    """Whether an external callable calls a function that it is given, and never awaits what that gives."""
    return name.endswith(_CALLING)
