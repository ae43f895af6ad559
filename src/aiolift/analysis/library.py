"""What calls of external code give, as values: SQLAlchemy, SQLModel, FastAPI and the standard library's plumbing."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.analysis import named_attributes, standard_library
from aiolift.analysis.engines import foreign_engines
from aiolift.analysis.event_loop import tasks
from aiolift.analysis.mapping.mapped_values import CONSTRUCTORS, made, query_of, related
from aiolift.analysis.sessions.session_makers import (
    DEFAULT_PRODUCT,
    FACTORIES,
    content,
    scoped,
    session,
    session_factory,
)
from aiolift.analysis.statements import results
from aiolift.analysis.statements.results import CHAIN, OF_WRITES, RESULT, ROWLESS, SCALARS, SELECTS, is_rowless
from aiolift.analysis.testing import requested_fixtures, test_objects
from aiolift.analysis.web import containers
from aiolift.knowledge import callbacks, names
from aiolift.knowledge.coroutines import (
    ASYNC_CONNECTION,
    ASYNC_ENGINE,
    ASYNC_RESULT,
    ASYNC_SCALARS,
    ASYNC_SCOPED_SESSION,
    gives_coroutine,
)
from aiolift.knowledge.database import (
    ASYNC_SESSIONS,
    CONNECTION,
    ENGINE,
    QUERY,
    QUERY_PROPERTY,
    SCOPED_SESSION,
    SESSIONMAKER,
    SESSIONS,
    SYNC_SESSIONS,
)
from aiolift.knowledge.frameworks import APPLICATIONS
from aiolift.program.values import NOTHING, Cell, External, Instance, instance

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from aiolift.program.evaluation import Evaluation
    from aiolift.program.library import Call
    from aiolift.program.values import Values

# An async session is `Instance(cls, (Cell(call that made it or its factory),))`, or bare from an annotation alone.
# A query is `Instance(QUERY, (*entities, Cell(call of Session.query), Cell(call that chose the entities last)))`;
# the second cell is left out where both are one, and an annotation alone gives neither.
_ALL_SESSIONS = SESSIONS | ASYNC_SESSIONS
_ENGINES = {ENGINE: CONNECTION, ASYNC_ENGINE: ASYNC_CONNECTION}
_TRANSACTIONS = {
    CONNECTION: "sqlalchemy.Transaction",
    ASYNC_CONNECTION: "sqlalchemy.ext.asyncio.AsyncTransaction",
}
_RESULTS = {RESULT: SCALARS, ROWLESS: SCALARS, ASYNC_RESULT: ASYNC_SCALARS}
#: What an annotation of before the move to async still calls by the sync class's name.
_OUTDATED: dict[str, Collection[str]] = {
    **dict.fromkeys(SESSIONS, ASYNC_SESSIONS),
    ENGINE: {ASYNC_ENGINE},
    CONNECTION: {ASYNC_CONNECTION},
}
#: Methods of a session that give what follows from their statement.
_ASKS = {"execute", "exec", "scalars", "scalar", "stream", "stream_scalars"}
#: Types of a parameter that any statement fits.
_ANY_STATEMENT = re.compile(r"sqlalchemy\.(\w+\.)*(Executable|ClauseElement|Selectable|ReturnsRows|TypedReturnsRows)")
_RELATIONSHIPS = {"sqlalchemy.orm.relationship", "sqlmodel.Relationship", "sqlalchemy.orm.backref"}
_MAPPED = {"sqlalchemy.orm.Mapped", "sqlalchemy.orm.DynamicMapped", "sqlalchemy.orm.WriteOnlyMapped"}


class KnownLibrary:
    """The facts of this package as the flow of values asks for them."""

    descriptors = frozenset({QUERY_PROPERTY})
    described = staticmethod(query_of)

    def canonical(self, name: str) -> str:
        """Return the one name of something that can be imported from several places."""
        return names.canonical(name)

    def instances(self, name: str, arguments: tuple[Values, ...]) -> Values | None:
        """Return the instances of a parametrised external type."""
        if _ANY_STATEMENT.fullmatch(name):
            return NOTHING
        if name in _MAPPED:
            return arguments[0] if arguments else NOTHING
        if name in FACTORIES:
            return instance(name, arguments[0] if arguments else instance(DEFAULT_PRODUCT[name]))
        return None

    def attribute(self, owner: Instance, name: str) -> Values | None:
        """Return what an attribute of an external instance is."""
        if owner.cls in {SCOPED_SESSION, ASYNC_SCOPED_SESSION} and name not in {"remove", "registry"}:
            session = content(owner)
            return frozenset(External(f"{one.cls}.{name}", one) for one in session if isinstance(one, Instance))
        if owner.cls in _ALL_SESSIONS and name == "bind":
            return instance(ASYNC_ENGINE if owner.cls in ASYNC_SESSIONS else ENGINE)
        if owner.cls in {"starlette.requests.Request", "fastapi.testclient.TestClient"} and name == "app":
            return instance("fastapi.FastAPI")
        if name == "state" and owner.cls in {"starlette.requests.Request", "starlette.websockets.WebSocket"}:
            return instance("starlette.datastructures.State()")
        if name == "state" and owner.cls in APPLICATIONS:
            return instance("starlette.datastructures.State(app)")
        return containers.provided(owner) if name == "provided" else None

    def parameter(self, base: str, method: str, position: int) -> Values:
        """Return what the library passes to a method that overrides one of its own."""
        if base == "starlette.middleware.base.BaseHTTPMiddleware" and (method, position) == ("dispatch", 1):
            return instance("starlette.requests.Request")
        return NOTHING

    def passed_first(self, decorator: str, node: ast.expr, evaluation: Evaluation) -> Values:
        """Return what the library passes to a function that it decorates before what callers give."""
        return tasks.passed_first(decorator, node, evaluation)

    def opposites(self, promised: Values) -> frozenset[str]:
        """Return the async classes where a sync session, engine or connection is promised."""
        kinds = {value.cls for value in promised if isinstance(value, Instance) and isinstance(value.cls, str)}
        opposites = frozenset(name for kind in kinds for name in _OUTDATED.get(kind, ()))
        return frozenset() if kinds & opposites else opposites

    def fixture(self, name: str) -> Values:
        """Return what a fixture of pytest or of a plugin gives."""
        return test_objects.fixture(name)

    def elements(self, owner: Instance) -> Values | None:
        """Return what iterating over an external instance yields."""
        if owner.cls in _RESULTS:
            return frozenset([Instance("builtins.tuple", owner.of)])
        if owner.cls in _RESULTS.values():
            return _first(owner)
        if owner.cls == QUERY:
            return self._row(owner)
        if owner.cls in {"builtins.str", "builtins.bytes", "builtins.int"}:
            return NOTHING
        return None

    def sliced(self, owner: Instance) -> Values | None:
        """Return what a slice of an external instance is: the rows, where it is a query."""
        return instance("builtins.list", self._row(owner)) if owner.cls == QUERY else None

    def entered(self, owner: Instance) -> Values | None:
        """Return what `with` binds for an external context manager."""
        if owner.cls in FACTORIES:
            return NOTHING
        return None

    def call(self, target: External | Instance, call: Call) -> Values | None:
        """Return what a call gives."""
        if isinstance(target, Instance):
            if target.cls in FACTORIES:
                return content(target)
            if target.cls == "functools.partial":
                return standard_library.call_partial(target, call)
            if target.cls in test_objects.MOCKS:
                return test_objects.called(target, call)
            if target.cls in callbacks.OFFLOADED:
                return _coroutine(call.apply(_first(target), call.arguments, call.keywords))
            if target.cls in standard_library.CONTEXT_MANAGERS:
                return standard_library.entered_by_call(target, call)
            return containers.provided(target)
        owner, _, method = target.name.rpartition(".")
        if target.name in callbacks.OFFLOADED:
            return instance(target.name, call.argument(0, "function"))
        position = callbacks.offloads(target.name)
        if position is not None:
            return _coroutine(_passed_on(call, position))
        if target.receiver is not None:
            found = self._method(target.receiver, owner, method, call)
        else:
            maker = _MAKERS.get(target.name)
            found = maker(call) if maker is not None else None
        return _coroutine(found or NOTHING) if gives_coroutine(target.name) else found

    def _method(self, receiver: Instance, owner: str, method: str, call: Call) -> Values | None:
        if owner in _ALL_SESSIONS:
            return self._session(receiver, method, call)
        if owner == "unittest.mock":  # by the fixture `mocker`
            return test_objects.MAKERS[target](call) if (target := f"{owner}.{method}") in test_objects.MAKERS else None
        if owner == requested_fixtures.REQUEST:
            return requested_fixtures.values(call) if method == requested_fixtures.METHOD else None
        if owner == "pytest.MonkeyPatch":
            return frozenset([receiver]) if method == "context" else None
        if owner in {"contextlib.ExitStack", "contextlib.AsyncExitStack"}:
            return standard_library.stacked(method, call)
        if owner == tasks.CONTEXT and method == "with_resource":
            return call.evaluation.entered(call.argument(0, "context_manager"))
        if owner in _ENGINES:
            return {
                "connect": instance(_ENGINES[owner]),
                "begin": instance(_manager(owner), instance(_ENGINES[owner])),
                "execution_options": frozenset([receiver]),
            }.get(method)
        if owner in _TRANSACTIONS:
            if method == "run_sync":
                return _passed_on(call, 0, instance(CONNECTION))
            return {
                "execute": results.executed(call.argument(0, "statement")),
                "scalars": results.scalars(call.argument(0, "statement")),
                "begin": instance(_TRANSACTIONS[owner]),
                "begin_nested": instance(_TRANSACTIONS[owner]),
                "stream": _streamed(ASYNC_RESULT, results.executed(call.argument(0, "statement"))),
                "stream_scalars": _streamed(ASYNC_SCALARS, results.scalars(call.argument(0, "statement"))),
                "execution_options": frozenset([receiver]),
            }.get(method)
        if owner in FACTORIES:
            return instance(_manager(owner), content(receiver)) if method == "begin" else None
        if owner == "contextvars.ContextVar" and method == "get":
            return call.elements(frozenset([receiver])) | call.argument(0, "default")
        if owner == QUERY:
            return self._query(receiver, method, call)
        if method in OF_WRITES and is_rowless(owner):
            return frozenset([receiver])
        if owner in SELECTS or (owner.startswith("sqlalchemy.") and method in CHAIN and receiver.of):
            if method in CHAIN:
                return frozenset([receiver])
            return instance(owner, *_entities(call)) if method == "with_only_columns" else None
        if owner in _RESULTS or owner in _RESULTS.values():
            return self._result(receiver, method)
        return None

    def _session(self, session: Instance, method: str, call: Call) -> Values | None:
        statement = call.argument(0, "statement")
        if method in _ASKS and not statement and not call.settled():
            return NOTHING
        match method:
            case "query":
                return frozenset([Instance(QUERY, (*_entities(call), Cell(call.node, call.scope.module)))])
            case "execute":
                return results.executed(statement)
            case "exec":
                return results.executed_by_sqlmodel(statement)
            case "scalars":
                return results.scalars(statement)
            case "scalar":
                return _content_of(results.scalars(statement))
            case "get" | "get_one":
                return made(call.argument(0, "entity"))
            case "merge":
                return call.argument(0, "instance")
            case "get_bind":
                return instance(ENGINE)
        is_async = session.cls in ASYNC_SESSIONS
        match method:
            case "connection":
                return instance(ASYNC_CONNECTION if is_async else CONNECTION)
            case "begin" | "begin_nested":
                name = "ext.asyncio.AsyncSessionTransaction" if is_async else "orm.SessionTransaction"
                return instance(f"sqlalchemy.{name}", frozenset([session]))
            case "run_sync" if is_async:
                return _passed_on(call, 0, instance(SYNC_SESSIONS[str(session.cls)]))
            case "stream":
                return _streamed(ASYNC_RESULT, results.executed(statement))
            case "stream_scalars":
                return _streamed(ASYNC_SCALARS, results.scalars(statement))
        return None

    def _row(self, query: Instance) -> Values:
        entities = tuple(part for part in query.of if not isinstance(part, Cell))
        return entities[0] if len(entities) == 1 else frozenset([Instance("builtins.tuple", entities)])

    def _query(self, query: Instance, method: str, call: Call) -> Values | None:
        made = (*[part for part in query.of if isinstance(part, Cell)][:1], Cell(call.node, call.scope.module))
        match method:
            case "with_entities":
                return frozenset([Instance(QUERY, (*_entities(call), *made))])
            case "add_columns" | "add_entity" | "add_column":
                entities = tuple(part for part in query.of if not isinstance(part, Cell))
                return frozenset([Instance(QUERY, (*entities, *_entities(call), *made))])
            case "first" | "one" | "one_or_none" | "get" | "scalar" | "get_or_404" | "first_or_404":
                return self._row(query)
            case "all":
                return instance("builtins.list", self._row(query))
            case "count":
                return instance("builtins.int")
            case "subquery" | "cte" | "alias":
                return instance("sqlalchemy.Subquery")
            case "scalar_subquery" | "as_scalar" | "label":
                return instance("sqlalchemy.ScalarSelect")
            case "exists":
                return instance("sqlalchemy.Exists")
        return frozenset([query]) if method in CHAIN else None

    def _result(self, result: Instance, method: str) -> Values | None:
        row = frozenset([Instance("builtins.tuple", result.of)]) if result.cls in _RESULTS else _first(result)
        match method:
            case "scalars":
                return frozenset([Instance(_RESULTS.get(str(result.cls), result.cls), result.of[:1])])
            case "first" | "one" | "one_or_none" | "fetchone":
                return row
            case "all" | "fetchall" | "fetchmany":
                return instance("builtins.list", row)
            case "scalar" | "scalar_one" | "scalar_one_or_none":
                return _first(result)
            case "unique" | "yield_per" | "columns" | "execution_options":
                return frozenset([result])
        return None


def _manager(owner: str) -> str:
    """Return the kind of context manager that a factory or an engine gives."""
    is_async = owner.startswith("sqlalchemy.ext.asyncio.")
    return "contextlib.asynccontextmanager()" if is_async else "contextlib.contextmanager()"


def _streamed(kind: str, result: Values) -> Values:
    """Return an async result with the rows of a sync one."""
    return frozenset(Instance(kind, one.of) for one in result if isinstance(one, Instance))


def _passed_on(call: Call, position: int, *before: Values) -> Values:
    """Return what a function gives that is called with the arguments behind it, and with others before those."""
    starred = any(isinstance(argument, ast.Starred) for argument in call.node.args)
    given = () if starred else call.arguments[position + 1 :]
    if len(call.arguments) <= position:
        return NOTHING
    return call.apply(call.arguments[position], (*before, *given), call.keywords)


def _coroutine(values: Values) -> Values:
    return instance("typing.Coroutine", values)


def _first(owner: Instance) -> Values:
    return owner.of[0] if owner.of and not isinstance(owner.of[0], Cell) else NOTHING


def _content_of(values: Values) -> Values:
    return frozenset().union(*(_first(value) for value in values if isinstance(value, Instance)))


def _entities(call: Call) -> tuple[Values, ...]:
    found = []
    for argument, node in zip(call.arguments, call.node.args, strict=False):
        if isinstance(node, ast.Starred):
            return ()
        found.append(
            made(argument)
            or frozenset(value for value in argument if isinstance(value, Instance) and isinstance(value.cls, str))
        )
    return tuple(found)


def _select(name: str) -> Callable[[Call], Values]:
    def select(call: Call) -> Values:
        entities = _entities(call)
        if call.node.args and isinstance(call.node.args[0], ast.List):  # 1.x: select([User.id])
            entities = ()
        return frozenset([Instance(name, entities)])

    return select


_MAKERS: dict[str, Callable[[Call], Values | None]] = {
    **test_objects.MAKERS,
    "sqlalchemy.create_engine": foreign_engines.engine,
    "sqlalchemy.engine_from_config": lambda call: instance(ENGINE),
    "sqlalchemy.ext.asyncio.create_async_engine": lambda call: instance("sqlalchemy.ext.asyncio.AsyncEngine"),
    "sqlalchemy.orm.sessionmaker": session_factory(SESSIONMAKER, "sqlalchemy.orm.Session"),
    "sqlalchemy.ext.asyncio.async_sessionmaker": session_factory(
        "sqlalchemy.ext.asyncio.async_sessionmaker", "sqlalchemy.ext.asyncio.AsyncSession"
    ),
    **{name: session(name) for name in sorted(ASYNC_SESSIONS)},
    SCOPED_SESSION: scoped(SCOPED_SESSION),
    ASYNC_SCOPED_SESSION: scoped(ASYNC_SCOPED_SESSION),
    "sqlalchemy.orm.object_session": lambda call: instance("sqlalchemy.orm.Session"),
    "sqlalchemy.select": _select("sqlalchemy.Select"),
    "sqlmodel.select": _select("sqlmodel.Select"),
    "sqlalchemy.orm.aliased": lambda call: instance("sqlalchemy.orm.aliased()", made(call.argument(0, "element"))),
    **dict.fromkeys(_RELATIONSHIPS, related),
    **dict.fromkeys(CONSTRUCTORS, lambda call: made(call.owner)),
    "fastapi.Depends": standard_library.of_argument("fastapi.Depends"),
    "builtins.getattr": named_attributes.read,
    **standard_library.MAKERS,
    **containers.MAKERS,
}
