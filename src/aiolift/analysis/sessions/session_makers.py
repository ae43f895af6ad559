"""What makes sessions, as values: session factories, scoped sessions, and the sessions' own classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.knowledge.coroutines import ASYNC_SCOPED_SESSION
from aiolift.knowledge.database import ASYNC_SESSIONS, SCOPED_SESSION, SESSIONMAKER
from aiolift.program.values import Cell, ClassValue, External, Instance, instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.program.library import Call
    from aiolift.program.values import Value, Values

DEFAULT_PRODUCT = {
    SESSIONMAKER: "sqlalchemy.orm.Session",
    SCOPED_SESSION: "sqlalchemy.orm.Session",
    "sqlalchemy.ext.asyncio.async_sessionmaker": "sqlalchemy.ext.asyncio.AsyncSession",
    ASYNC_SCOPED_SESSION: "sqlalchemy.ext.asyncio.AsyncSession",
}
FACTORIES = set(DEFAULT_PRODUCT)


def content(owner: Instance) -> Values:
    """Return what a factory or a container gives."""
    found: set[Value] = set()
    for part in owner.of:
        if not isinstance(part, Cell):
            found |= part
    return frozenset(found)


def session_factory(name: str, default: str) -> Callable[[Call], Values]:
    """Return what makes a factory of the class that it is given, else of the class `default`."""

    def sessionmaker(call: Call) -> Values:
        product: set[Value] = set()
        for value in call.argument(1, "class_"):
            if isinstance(value, ClassValue):
                product.add(Instance(value.cls))
            elif isinstance(value, External):
                product.add(_made_by(value.name, call))
        return instance(name, frozenset(product) or frozenset([_made_by(default, call)]))

    return sessionmaker


def _made_by(name: str, call: Call) -> Instance:
    """Return a session; an async one remembers the call that made it or its factory, which says how it expires."""
    return Instance(name, (Cell(call.node, call.scope.module),) if name in ASYNC_SESSIONS else ())


def session(name: str) -> Callable[[Call], Values]:
    """Return what makes a session of a class."""
    return lambda call: frozenset([_made_by(name, call)])


def scoped(name: str) -> Callable[[Call], Values]:
    """Return what makes a scoped session of what its factory gives."""

    def scoped(call: Call) -> Values:
        product = call.call(call.argument(0, "session_factory"))
        for value in call.argument(0, "session_factory"):
            if isinstance(value, Instance) and value.cls in FACTORIES:
                product |= content(value)
        return instance(name, product or instance(DEFAULT_PRODUCT[name]))

    return scoped
