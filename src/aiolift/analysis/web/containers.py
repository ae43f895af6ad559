"""What dependency-injector's providers make: `providers.Factory(Repository, session_factory=db.provided.session)`.

https://python-dependency-injector.ets-labs.org/providers/index.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.program.values import NOTHING, Cell, Instance, instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.program.library import Call
    from aiolift.program.values import Values

#: A provider, which holds what it makes.
PROVIDER = "dependency_injector.providers.Provider"


def _provider(call: Call) -> Values:
    """A provider calls what it is given first with the rest; what it is given of other providers is what they make."""
    if not call.arguments:
        return NOTHING
    rest = tuple(_injected(values) for values in call.arguments[1:])
    keywords = {name: _injected(values) for name, values in call.keywords.items()}
    return instance(PROVIDER, call.apply(call.arguments[0], rest, keywords))


def _injected(values: Values) -> Values:
    return frozenset(
        made for value in values for made in (provided(value) if isinstance(value, Instance) else None) or {value}
    )


def provided(value: Instance) -> Values | None:
    """Return what a provider makes; None where a value is no provider."""
    if value.cls != PROVIDER or not value.of or isinstance(value.of[0], Cell):
        return None
    return value.of[0]


#: Makers of providers by the name of what is called.
MAKERS: dict[str, Callable[[Call], Values]] = {
    f"dependency_injector.providers.{name}": _provider
    for name in ("Factory", "Singleton", "ThreadSafeSingleton", "ThreadLocalSingleton", "ContextLocalSingleton")
}
