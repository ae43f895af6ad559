"""Libraries that deal with coroutine functions: what they decorate, or call as a method of a subclass, may be async.

What is not listed here is unknown. In the wheels of November 2026 a check for coroutine functions, or a return of what
the function returns, was found in: backoff, cashews, freezegun, kink, lagom, loguru, parameterized, pytest_cases,
responses, respx, schemathesis, slowapi, time_machine, vcr, wrapt. The others stand here for what is known of their
interfaces, unchecked. moto (5.2.5) is left out: nothing in its wheel knows a coroutine.
"""

from __future__ import annotations

import sys
from functools import cache

from aiolift.knowledge import callbacks

#: The classes of web applications.
APPLICATIONS = frozenset({"fastapi.FastAPI", "starlette.applications.Starlette"})
#: Libraries that await, or hand on, whatever coroutine function their decorators get; a dotted prefix is one part.
_AWARE = (
    # applications and the parts of them
    "aiogram", "aiohttp", "ariadne", "chainlit", "classy_fastapi", "dependency_injector", "discord", "dishka",
    "disnake", "fastapi", "fastapi_cache", "fastapi_events", "fastapi_injector", "fastapi_limiter", "fastapi_mcp",
    "fastapi_pagination", "fastapi_restful", "fastapi_users", "fastapi_utils", "fastmcp", "faststream", "hikari",
    "injector", "interactions", "kink", "langchain_core", "lagom", "litestar", "mcp", "nextcord", "nicegui",
    "ormar", "pydantic_ai", "pyrogram", "quart", "sanic", "slowapi", "socketio.AsyncServer", "sqladmin", "starlette",
    "starlette_admin", "strawberry", "telebot.async_telebot", "telegram", "telethon", "that_depends", "wireup",
    # jobs
    "aiojobs", "apscheduler.schedulers.asyncio", "arq", "fast_depends", "prefect", "procrastinate", "saq", "taskiq",
    # what stands around any function
    "aiocache", "async_lru", "asyncer", "asgiref", "backoff", "cashews", "deprecated", "logfire", "loguru",
    "opentelemetry", "pydantic", "sentry_sdk", "sqlalchemy", "sqlmodel", "stamina", "tenacity", "typing_extensions",
    "wrapt",
    # tests
    "anyio", "freezegun", "hypothesis", "inline_snapshot", "parameterized", "pytest", "pytest_asyncio",
    "pytest_cases", "pytest_django", "pytest_lazyfixture", "pytest_mock", "responses", "respx",
    "schemathesis", "time_machine", "vcr",
)  # fmt: skip
#: Decorators of command lines that only say what the command takes.
_PARTS_OF_COMMANDS = ("click.argument()", "click.option()", "click.pass_context", "click.pass_obj",
                      "click.confirmation_option()", "click.version_option()", "click.help_option()")  # fmt: skip
#: How base classes end that a build step writes, so that they may not be there to read: gRPC's server calls in threads.
GENERATED = "Servicer"
#: Bases of the standard library, of types and of data, which call no method of a subclass that they do not declare.
_PASSIVE_BASES = (
    "abc", "builtins", "collections", "contextlib", "dataclasses", "enum", "typing", "types", "asyncio", "unittest",
    "threading.local", "attr", "attrs", "msgspec",
)  # fmt: skip


@cache
def may_decorate(name: str) -> bool:
    """Whether a decorator, by its dotted name, is known to take a coroutine function for what it is."""
    root = name.partition(".")[0]
    return (
        root in sys.stdlib_module_names
        or _is_of(name, _AWARE)
        or name in _PARTS_OF_COMMANDS
        or callbacks.awaits(name)
    )  # fmt: skip


@cache
def may_call_methods(base: str) -> bool:
    """Whether a base class, by its dotted name, awaits the methods that a subclass overrides, or calls none."""
    return _is_of(base, (*_AWARE, *_PASSIVE_BASES))


def _is_of(name: str, parts: tuple[str, ...]) -> bool:
    return any(name == part or name.startswith((f"{part}.", f"{part}(")) for part in parts)
