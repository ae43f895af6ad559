"""The tables agree with the installed SQLAlchemy."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from aiolift.knowledge.proxies import PROXIES

CLASSES = [
    ("sqlalchemy.Connection", Connection, AsyncConnection),
    ("sqlalchemy.Engine", Engine, AsyncEngine),
]


def _public(cls: type) -> set[str]:
    return {name for name in dir(cls) if not name.startswith("_")}


@pytest.mark.parametrize(("name", "sync", "asynchronous"), CLASSES)
def test_what_a_slotted_proxy_passes_on(name: str, sync: type, asynchronous: type) -> None:
    """Each public attribute of an async connection or engine is in its table, and only those are."""
    proxy = PROXIES[name]
    assert proxy.passes == _public(asynchronous)
    assert proxy.sync in _public(asynchronous)
    with pytest.raises(AttributeError):
        object.__new__(asynchronous).anything = 1
    assert sync.__name__ == name.rpartition(".")[2]
