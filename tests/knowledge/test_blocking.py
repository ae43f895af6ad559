"""What blocks, by dotted name."""

from __future__ import annotations

import importlib

import pytest

from aiolift.knowledge.blocking import _TABLE_OF_NAMES, blocking


@pytest.mark.parametrize(
    "name",
    [
        "time.sleep",
        "requests.Session.get",
        "boto3.client().put_object",
        "passlib.context.CryptContext.verify",
        "pathlib.Path.parent.read_text",
    ],
)
def test_blocking_names(name: str) -> None:
    """Functions, methods and whatever is called on a client block, with a reason and what to do instead."""
    found = blocking(name)
    assert found is not None
    assert found.why
    assert found.instead


@pytest.mark.parametrize(
    "name",
    [
        "asyncio.sleep",
        "httpx.AsyncClient.get",
        "time.time",
        "redis.Redis.pipeline",
        "pathlib.Path.exists",
        "stripe.StripeError",
    ],
)
def test_names_that_do_not_block(name: str) -> None:
    """Async clients, clocks, cheap calls and exceptions do not block."""
    assert blocking(name) is None


@pytest.mark.parametrize(
    ("owner", "names"),
    [
        (owner, names)
        for owner, names, _ in _TABLE_OF_NAMES
        if owner.partition(".")[0] in {"time", "httpx", "subprocess", "os", "smtplib", "socket", "hashlib", "shutil"}
        and not owner.endswith("()")
    ],
)
def test_names_of_the_standard_library_exist(owner: str, names: str) -> None:
    """A name in the table is one that its module or class really has."""
    module, _, cls = owner.partition(".")
    found = importlib.import_module(module)
    found = getattr(found, cls) if cls else found
    assert [name for name in names.split() if not hasattr(found, name)] == []
