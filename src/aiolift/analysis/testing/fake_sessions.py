"""Classes of tests that stand for a session: `class FakeSession: def get(self, model, id): …`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from aiolift.analysis.testing.mock_sessions import in_place
from aiolift.knowledge.database import SESSIONS, Does, does
from aiolift.program.entities import Class
from aiolift.program.fixtures import is_among_tests
from aiolift.program.values import Instance

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function
    from aiolift.program.values import Values

_SESSION = "sqlmodel.Session"
_ENTERED = frozenset({"__enter__", "__exit__"})


@lru_cache(maxsize=1)
def fake_methods(model: Model) -> dict[Function, Does]:
    """Return the sync methods that take the place of a session's, with what those of the session become."""
    found: dict[Function, Does] = {}
    candidates = {
        cls
        for cls in model.program.classes
        if is_among_tests(cls.module) and any(does(f"{_SESSION}.{name}") for name in cls.methods)
    }
    for session, values in in_place(model) if candidates else ():
        for cls in _classes(values):
            if candidates.isdisjoint(cls.mro()) or not SESSIONS.isdisjoint(cls.externals()):
                continue  # it is the program's, or it inherits from a session what it does not say
            for name, method in ((name, method) for base in cls.mro() for name, method in base.methods.items()):
                becomes = Does.AWAIT if name in _ENTERED else does(f"{session}.{name}")
                if becomes is not None and not method.is_async:
                    found[method] = becomes
    return found


def _classes(values: Values) -> list[Class]:
    return [value.cls for value in values if isinstance(value, Instance) and isinstance(value.cls, Class)]
