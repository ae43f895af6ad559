"""AL804: a mock whose result cannot be awaited.

Much of this long file is the small programs that are its examples, its tests and its page.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.sessions.unit_of_work import parameter_of
from aiolift.analysis.testing.awaited_mocks import AwaitedMocks
from aiolift.analysis.testing.mock_sessions import made_at
from aiolift.analysis.testing.stand_ins import patches
from aiolift.analysis.testing.test_objects import MOCKS
from aiolift.knowledge.database import ASYNC_SESSIONS
from aiolift.lint.finding import Step
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.entities import Class, Function
from aiolift.program.nodes import root
from aiolift.program.values import FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.testing.stand_ins import Patch
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.source import Module
    from aiolift.program.values import Value, Values

_AWAITED = {"commit", "delete", "exec", "execute", "flush", "get", "get_one", "merge", "refresh", "rollback", "scalar",
            "scalars", "close"}  # fmt: skip


_SERVICE = """
class Posts:
    async def get(self, number: int) -> str:
        return "Busan"

    def slug(self) -> str:
        return "busan"


class Service:
    def __init__(self, posts: Posts) -> None:
        self.posts = posts

    async def title(self, number: int) -> str:
        return (await self.posts.get(number)).upper()

    def slug(self) -> str:
        return self.posts.slug()
"""


class PlainMockOfAsync(Rule):
    """Calling a `Mock` or `MagicMock` gives a mock, and a mock cannot be awaited: `object MagicMock can't be used in
    'await' expression`. What stands for an async function, or for a session whose methods are awaited, must be an
    `AsyncMock`, or a mock with `spec=`, which tells the async methods apart — but for those that a test sets itself.
    """

    code = "AL804"
    name = "plain-mock-of-async"
    source = "https://docs.python.org/3/library/unittest.mock.html#unittest.mock.AsyncMock"
    invalid = (
        Invalid(
            {
                "test_spots.py": """
from unittest.mock import MagicMock, patch

import crud


async def test_save():
    session = MagicMock()
    await crud.save(session, "Seoul")
    session.commit.assert_called_once()


async def test_load():
    with patch("crud.load", MagicMock(return_value="Seoul")):
        assert await crud.load(1) == "Seoul"
""",
                "crud.py": """
from sqlalchemy.ext.asyncio import AsyncSession


async def save(session: AsyncSession, name):
    session.add(name)
    await session.commit()


async def load(number):
    return number
""",
            },
            at=("MagicMock()", 'MagicMock(return_value="Seoul")'),
        ),
        Invalid(
            {
                "test_service.py": """
from unittest.mock import MagicMock

from service import Service


async def test_title():
    posts = MagicMock()
    posts.get.return_value = "Seoul"
    assert await Service(posts).title(1) == "SEOUL"
""",
                "service.py": _SERVICE,
            },
            at=("posts.get",),
        ),
    )
    valid = (
        Valid(
            {
                "test_service.py": """
from unittest.mock import AsyncMock, MagicMock

from service import Posts, Service


async def test_title():
    posts = MagicMock(spec=Posts)
    posts.get.return_value = "Seoul"
    posts.slug.return_value = "seoul"
    assert await Service(posts).title(1) == "SEOUL"


async def test_slug():
    posts = MagicMock()
    posts.get = AsyncMock(return_value="Seoul")
    posts.slug.return_value = "seoul"
    assert await Service(posts).title(1) == "SEOUL"
    assert Service(posts).slug() == "seoul"


def test_no_loop():
    posts = MagicMock()
    posts.get.return_value = "Seoul"
    assert Service(posts).slug()
""",
                "service.py": _SERVICE,
            }
        ),
        Valid(
            {
                "test_spots.py": """
from unittest.mock import AsyncMock, MagicMock, patch

import crud
from sqlalchemy.ext.asyncio import AsyncSession


async def test_save():
    await crud.save(AsyncMock(), "Seoul")
    await crud.save(MagicMock(spec=AsyncSession), "Seoul")
    session = MagicMock()
    session.commit = AsyncMock()
    await crud.save(session, "Seoul")


async def test_load():
    with patch("crud.load", return_value="Seoul"), patch("crud.name", MagicMock(return_value="x")):
        assert await crud.load(1) == "Seoul"
""",
                "crud.py": """
from sqlalchemy.ext.asyncio import AsyncSession


async def save(session: AsyncSession, name):
    session.add(name)
    await session.commit()


async def load(number):
    return number


def name(spot):
    return spot.name
""",
            }
        ),
        Valid(
            {
                "test_limits.py": """
from unittest.mock import AsyncMock, MagicMock, patch

from limits import limit
from worker import Worker


async def test_limit(monkeypatch):
    monkeypatch.setattr(Worker, "start", MagicMock())
    with patch("limits.tiers") as tiers:
        tiers.get = AsyncMock(return_value=3)
        assert await limit(MagicMock(), 1) == 3
""",
                "limits.py": """
from sqlalchemy.ext.asyncio import AsyncSession
from tiers import Tiers

tiers = Tiers()


async def limit(session: AsyncSession, number: int) -> int:
    return await tiers.get(session, number=number)
""",
                "tiers.py": """
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Tiers:
    async def get(self, session: AsyncSession, number: int) -> int:
        return await session.scalar(text("SELECT count(*) FROM tier"))
""",
                "worker.py": """
from litestar import Litestar


class Worker:
    async def start(self) -> None: ...


app = Litestar(on_startup=[Worker().start])
""",
            }
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the mocks that are passed as async sessions, and at those that patches put in place of functions."""
        mocks = dict.fromkeys(self._sessions(subject), "an async session")
        mocks |= dict.fromkeys(_methods_of_specs(subject), "a coroutine function of an async session")
        for patch in patches(subject.model):
            for node in self._patched(subject, patch):
                mocks.setdefault(node, "an async function")
        for found in AwaitedMocks(subject.model, subject.traces, subject.reachable).find():
            if found.mock not in mocks and _is_plain_value(subject, found.value):
                method = ast.unparse(found.method)
                yield subject.finding(
                    self.code,
                    found.module,
                    found.method,
                    f"`{method}` gives what cannot be awaited, and {found.user.name} awaits it",
                    help=f"`{method} = AsyncMock(return_value=…)`, or make the mock with `spec=`",
                    chain=[Step(subject.place(found.user.module, found.use), f"{found.user.name} awaits")],
                )
        for node, what in mocks.items():
            site = subject.model.site(node)
            if site is not None:
                yield subject.finding(
                    self.code,
                    site.module,
                    node,
                    f"this mock stands for {what}, and what it gives cannot be awaited",
                    help="use `AsyncMock`",
                )

    def _sessions(self, subject: Subject) -> Iterator[ast.Call]:
        fitted = _fitted(subject)
        for place, values in list(subject.model.flow.places.items()):
            if not any(isinstance(value, Instance) and value.cls in ASYNC_SESSIONS for value in values):
                continue
            key = place if isinstance(place, tuple) and len(place) == 2 else None
            given = subject.model.flow.places.get((key[0], "given", key[1]), frozenset()) if key else frozenset()
            for node in made_at(values | given):
                if self._is_plain(subject, node, fitted) and not _is_for_patched(subject, node):
                    yield node

    def _is_plain(self, subject: Subject, node: ast.Call, fitted: set[ast.Call]) -> bool:
        """Whether a mock is made without a spec, and is none of those that something awaitable is put into."""
        if node.args or any(keyword.arg in {"spec", "spec_set", "wraps"} for keyword in node.keywords):
            return False
        if any(keyword.arg in _AWAITED for keyword in node.keywords):
            return False
        site = subject.model.site(node)
        if site is None or not set(site.externals) <= MOCKS:
            return False
        return node not in fitted

    def _patched(self, subject: Subject, patch: Patch) -> Iterator[ast.Call]:
        if not _are_async(patch.replaced) or patch.new is None or not _is_called(subject, patch.replaced):
            return
        for node in made_at(subject.model.values(patch.new)):
            has_spec = bool(node.args) or any(keyword.arg in {"spec", "spec_set"} for keyword in node.keywords)
            if not has_spec and not any(_gives_awaitable(subject, keyword.value) for keyword in node.keywords):
                yield node


def _is_for_patched(subject: Subject, node: ast.Call) -> bool:
    """Whether the functions that a test gives a mock only pass it on, to async functions that the test patches.

    A patched object has patched methods.
    """
    model, site = subject.model, subject.model.site(node)
    if site is None or site.function is None:
        return False
    own = [patch for patch in patches(model) if patch.site.function is site.function]
    names = {(home, str(patch.path.value).rpartition(".")[2]) for patch in own for home in patch.homes}
    patched = {value.function for patch in own for value in patch.replaced if isinstance(value, FunctionValue)}
    given = [
        (target, parameter_of(target, call.node, argument))
        for call in (model.calls_in.get(site.function, ()) if own else ())
        for argument in [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
        if node in made_at(model.values(argument))
        for target in call.targets
    ]
    return bool(given) and all(_only_passes_on(subject, target, name, patched, names) for target, name in given)


def _only_passes_on(
    subject: Subject, function: Function, name: str | None, patched: set[Function], names: set[tuple[Module, str]]
) -> bool:
    """Whether every read of a parameter is an argument of some functions, or of what some modules' names hold."""
    arguments = {
        argument
        for call in subject.model.calls_in.get(function, ())
        if (call.targets and patched.issuperset(call.targets)) or (function.module, root(call.node.func)) in names
        for argument in [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
    }
    reads = [one for one in ast.walk(function.node) if isinstance(one, ast.Name) and one.id == name]
    return name is not None and all(read in arguments for read in reads)


def _is_called(subject: Subject, replaced: Values) -> bool:
    """Whether the program, or the test, calls what is replaced: else a library does, which may tell the kinds apart."""
    functions = [value.function for value in replaced if isinstance(value, FunctionValue)]
    return any(subject.model.callers.get(function) or function.owner is None for function in functions)


def _are_async(values: Values) -> bool:
    functions = [value.function for value in values if isinstance(value, FunctionValue)]
    return bool(functions) and all(function.is_async and not function.is_generator for function in functions)


def _gives_awaitable(subject: Subject, node: ast.expr) -> bool:
    """Whether a mock's result is a coroutine or a future, or its side effect an async function."""
    return any(_is_awaitable(value) for value in subject.model.values(node))


def _is_awaitable(value: Value) -> bool:
    match value:
        case FunctionValue(function):
            return function.is_async
        case Instance(Class() as cls):
            return any("__await__" in base.methods for base in cls.mro())
        case Instance(str(name)):
            return name in {"typing.Coroutine", "asyncio.Future", "unittest.mock.AsyncMock"}
    return False


def _fitted(subject: Subject) -> set[ast.Call]:
    """Return the calls that made mocks of which a test sets an awaited method: `session.commit = AsyncMock()`."""
    return {
        made
        for method, value in _set_methods(subject)
        if not _is_plain_method(subject, value)
        for made in made_at(subject.model.values(method.value))
    }


def _methods_of_specs(subject: Subject) -> Iterator[ast.Call]:
    """Yield the plain mocks that replace an awaited method of a mock that has an async session as its spec."""
    for method, value in _set_methods(subject):
        specified = any(_is_specified(subject, made) for made in made_at(subject.model.values(method.value)))
        if specified and isinstance(value, ast.Call) and _is_plain_method(subject, value):
            yield value


def _set_methods(subject: Subject) -> Iterator[tuple[ast.Attribute, ast.expr]]:
    """Yield the awaited methods of objects that are assigned, in modules that use mocks, with what is assigned."""
    for module in subject.model.program.modules:
        for node in module.nodes(ast.Assign) if module.mentions("Mock") else ():
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr in _AWAITED:
                    yield target, node.value


def _is_plain_method(subject: Subject, node: ast.expr) -> bool:
    """Whether an expression makes a mock whose calls give nothing that can be awaited."""
    site = subject.model.site(node) if isinstance(node, ast.Call) else None
    if site is None or not site.externals or not set(site.externals) <= MOCKS:
        return False
    return not site.node.args and all(_is_plain_value(subject, keyword.value) for keyword in site.node.keywords)


def _is_plain_value(subject: Subject, node: ast.expr) -> bool:
    """Whether an expression surely is neither something to await nor a function, which may give that."""
    values = subject.model.values(node)
    known = isinstance(node, ast.Constant) or bool(values)
    return known and all(isinstance(value, Instance) and _is_known_plain(value) for value in values)


def _is_known_plain(value: Instance) -> bool:
    """Whether a value cannot be awaited; what some call of another library gives is not known."""
    return not _is_awaitable(value) and not str(value.cls).endswith("()")


def _is_specified(subject: Subject, mock: ast.Call) -> bool:
    specs = [*mock.args[:1], *(keyword.value for keyword in mock.keywords if keyword.arg in {"spec", "spec_set"})]
    return any(getattr(value, "name", "") in ASYNC_SESSIONS for spec in specs for value in subject.model.values(spec))
