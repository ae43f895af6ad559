"""What is known to deal with coroutine functions, and what is not."""

from __future__ import annotations

import pytest

from aiolift.knowledge.frameworks import may_call_methods, may_decorate


@pytest.mark.parametrize(
    "name",
    [
        "fastapi.APIRouter.get()", "tenacity.retry()", "functools.wraps()", "abc.abstractmethod", "click.option()",
        "telebot.async_telebot.AsyncTeleBot.message_handler()", "pytest.mark.parametrize()", "mylib.middleware()",
    ],
)  # fmt: skip
def test_a_decorator_of_a_library_that_awaits(name: str) -> None:
    """A function below it may become async."""
    assert may_decorate(name)


@pytest.mark.parametrize(
    "name", ["telebot.TeleBot.message_handler()", "fastapi_of_ours.get()", "discordant.on", "moto.mock_aws()"]
)
def test_a_decorator_that_nobody_knows(name: str) -> None:
    """A name that only begins as a known one does is unknown, and so is a mock that ends before a coroutine runs."""
    assert not may_decorate(name)


def test_bases() -> None:
    """A class of the standard library that calls methods is none of those that call none."""
    assert may_call_methods("typing.Generic")
    assert may_call_methods("starlette.middleware.base.BaseHTTPMiddleware")
    assert not may_call_methods("watchdog.events.FileSystemEventHandler")
    assert not may_call_methods("socketserver.BaseRequestHandler")
