"""Functions handed to external code: who awaits them, and who calls them and goes on."""

from __future__ import annotations

from functools import cache

_LOGGERS = ("logging", "logging.getLogger()", "Logger", "logger")
_LEVELS = ("debug", "info", "warning", "error", "exception", "critical", "log")
#: External callables that accept a coroutine function, by the end of their dotted name.
_AWAITING = (
    # FastAPI and Starlette
    "fastapi.Depends", ".FastAPI", ".APIRouter", ".Starlette", ".Route", ".Mount", ".BackgroundTask", ".add_task",
    ".add_event_handler", ".add_exception_handler", ".add_api_route", ".add_route", ".add_api_websocket_route",
    ".add_websocket_route", ".add_middleware", ".Middleware", ".middleware",
    # asyncio, functools, contextlib
    "asyncio.create_task", "asyncio.ensure_future", "asyncio.run", "asyncio.gather", "asyncio.iscoroutinefunction",
    "functools.wraps", "functools.partial", "functools.update_wrapper", ".AsyncExitStack",
    "contextlib.asynccontextmanager", "contextlib.contextmanager",
    # what only looks at a function
    "typing.cast", "inspect.signature", "inspect.iscoroutinefunction", "inspect.getsource", "builtins.callable",
    "builtins.isinstance", "builtins.hasattr", "builtins.getattr", "builtins.type", "builtins.id", "builtins.repr",
    "builtins.print", "builtins.str",
    # what only keeps it
    "dict.update", "dict.setdefault", "dict.get", ".pop", ".remove", ".discard", "pickle.dumps", "pickle.dump",
    "list.append", "list.extend", "list.insert", "set.add",
    "builtins.dict", "builtins.list", "builtins.tuple", "builtins.set", "builtins.zip", "builtins.enumerate",
    "builtins.setattr", "builtins.staticmethod", "builtins.classmethod", "dataclasses.field",
    "contextlib.ExitStack.callback", "singledispatch.register", "singledispatchmethod.register",
    # dependency-injector, APScheduler, pytest
    "providers.Factory", "providers.Resource", "providers.Singleton", "providers.Callable", "providers.Coroutine",
    "AsyncIOScheduler().add_job", "AsyncIOScheduler.add_job",
    ".fixture", "pytest.param", ".parametrize", ".setattr", ".patch", ".patch.object", "MonkeyPatch.setitem",
    "mock.MagicMock", "mock.Mock", "mock.AsyncMock", "mock.create_autospec", "mock.patch.dict", "mock.patch.multiple",
    # what a rewrite turns into a block or into its async form
    "pytest.raises", "pytest.warns", "pytest.deprecated_call", ".assertRaises", ".assertRaisesRegex", ".assertWarns",
    ".assertWarnsRegex", ".addCleanup",
    # what writes its name
    *(f"{logger}.{level}" for logger in _LOGGERS for level in _LEVELS),
)  # fmt: skip
#: Calls whose function runs later, outside of any event loop, by the end of their dotted name.
_RUNNING = ("typer.run", ".command()", "Scheduler.add_job", "schedule.Job.do", "atexit.register", ".task()", ".actor()")
#: Calls that run a function in a thread for async code, by the end of their dotted name: where the function stands.
_OFFLOADING = {
    "asyncio.to_thread": 0, ".run_in_threadpool": 0, ".to_thread.run_sync": 0, ".run_in_executor": 1,
}  # fmt: skip
#: Calls that make of a function one which async code awaits, and which runs it in a thread.
OFFLOADED = frozenset({"asyncer.asyncify", "asgiref.sync.sync_to_async"})
#: Calls whose function SQLAlchemy runs with sync objects, inside of its greenlet: it stays sync.
SYNC_RUNNERS = (".run_sync", "sqlalchemy.event.listen", "sqlalchemy.event.remove", "sqlalchemy.event.contains")
#: Decorators of such functions.
SYNC_RUNNER_DECORATORS = frozenset({
    "sqlalchemy.event.listens_for", "sqlalchemy.event.listens_for()", "sqlalchemy.orm.reconstructor",
    "sqlalchemy.ext.compiler.compiles()",
})  # fmt: skip


def awaits(name: str) -> bool:
    """Whether an external callable awaits, or only keeps, a coroutine function that it is given."""
    name = name.removesuffix("()")
    return any(name == end or name.endswith(end if end.startswith(".") else f".{end}") for end in _AWAITING)


#: Why a function that is handed over cannot be async, by the end of what it is handed to; `callback` for the others.
_REASONS = {
    "key": (".sort", "builtins.sorted", "builtins.min", "builtins.max", "itertools.groupby", "functools.cmp_to_key",
            ".bisect", ".bisect_left", ".bisect_right", ".insort", "heapq.nlargest", "heapq.nsmallest"),
    "thread": (".Thread", ".Process", ".Timer", ".submit", "Executor.map", "Pool.map", ".apply_async"),
    "job": (".enqueue", ".enqueue_in", ".add_job", ".add_periodic_task"),
}  # fmt: skip


def reason(name: str) -> str:
    """Return why a function cannot be async that is handed to an external callable: a key of barriers."""
    return next((found for found, ends in _REASONS.items() if f".{name}".endswith(ends)), "callback")


@cache
def offloads(name: str) -> int | None:
    """Return where the function stands that an external call runs in a thread for async code; None for other calls."""
    return next((position for end, position in _OFFLOADING.items() if f".{name}".endswith(end)), None)


def runs(name: str) -> bool:
    """Whether an external call keeps a function that is run later by code without an event loop: a command, a job."""
    return f".{name}".endswith(_RUNNING) and "asyncio" not in name
