"""factory_boy's factories of mapped classes: they save with a sync session, so `run_sync` calls them.

Their session is the function's own, or the factory's; a test asks for the fixture that gives it to them.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.objects.lazy_reads import is_awaitable
from aiolift.analysis.sessions.unit_of_work import UnitOfWork
from aiolift.knowledge.database import SCOPED_SESSION, SESSIONMAKER, SESSIONS
from aiolift.migrate.colour import Seed
from aiolift.program.entities import Class
from aiolift.program.fixtures import fixture_for, fixture_name, is_fixture, is_test
from aiolift.program.nodes import assignments, written
from aiolift.program.values import ClassValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

RULE = "run-sync-factory"
_FACTORY = "factory.alchemy.SQLAlchemyModelFactory"
_SAVES = {"create", "create_batch"}
_OPTIONS = {"sqlalchemy_session", "sqlalchemy_session_factory"}
_WHY = "the factory saves what it makes with a sync session, inside of SQLAlchemy's greenlet"
_SESSION_WHY = "factory_boy does not await: it gets the sync session that stands behind the async one"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the calls by which functions make and save objects; a factory's own code runs inside of such a call."""
    factories = _factories(model)
    for site in model.sites if factories else ():
        if site.function is not None and _made_by(model, site.node) in factories and not _is_inside(site.function):
            yield Seed(site.module, site.node, site.function, RULE)


def rewrite(context: Context) -> None:
    """Give the factories the sync session, and call them inside of `run_sync`."""
    made = list(context.seeds(RULE))
    if not made:
        return
    _note_reads(context, dict.fromkeys(seed.function for seed in made if seed.function is not None))
    chosen: dict[Class, ast.expr] = {}
    fixtures: set[str | None] = set()
    for module, target, value, factory in _choices(context.model):
        _set(context, module, target, value)
        if factory is not None:
            chosen[factory] = value
        else:
            fixtures.add(_given_by(context.model, module, value))
    asking: set[Function] = set()
    work = UnitOfWork(context.model)
    for seed in made:
        assert isinstance(seed.node, ast.Call)
        session = _session(context, work, chosen, seed) or _asked_for(context, fixtures, seed, asking)
        inside = (inner for inner in ast.walk(seed.node) if inner is not seed.node)
        if session is None or any(map(context.is_awaited, inside)):
            what = "an argument is awaited" if session is not None else "no session is in reach"
            context.mark(
                seed.module, seed.node, "AL923", f"makes an object with factory_boy: {what}",
                "call the factory inside of `await session.run_sync(lambda _: …)`",
            )  # fmt: skip
            continue
        context.await_(seed.module, seed.node, RULE, _WHY)
        context.wrap(seed.module, seed.node, f"{session}.run_sync(lambda _: ", ")", RULE, _WHY)


def _note_reads(context: Context, makers: Iterable[Function]) -> None:
    """Note what may be a relationship of an object that a factory made, whose class is not known."""
    model, factories = context.model, _factories(context.model)
    lazy = {found.name for found in model.mapping.relationships if found.is_lazy}
    for function in makers:
        for node in function.own:
            if not isinstance(node, ast.Attribute) or node.attr not in lazy or is_awaitable(node):
                continue
            made = model.values(node.value)
            if all(isinstance(value, Instance) and value.cls in factories for value in made):
                context.note(
                    f"{ast.unparse(node)} may be loaded when it is read, as a factory made the object: "
                    f"`await ….awaitable_attrs.{node.attr}` where it is",
                    function.module,
                    node,
                )


def _factories(model: Model) -> set[Class]:
    return {cls for cls in model.program.classes if _FACTORY in cls.externals()}


def _made_by(model: Model, call: ast.Call) -> Class | None:
    """Return the class that a call makes an object of: `UserFactory()`, `UserFactory.create_batch(3)`."""
    named = call.func
    if isinstance(named, ast.Attribute) and named.attr in _SAVES:
        named = named.value
    return next((value.cls for value in model.values(named) if isinstance(value, ClassValue)), None)


def _is_inside(function: Function) -> bool:
    owner = function.parent
    return isinstance(function.node, ast.Lambda) or (isinstance(owner, Class) and _FACTORY in set(owner.externals()))


def _choices(model: Model) -> Iterator[tuple[Module, ast.expr, ast.expr, Class | None]]:
    """Yield where a session is chosen, and for which factory: in its `Meta`, or by `UserFactory._meta` later (None)."""
    factories: dict[ast.AST | None, Class] = {cls.node: cls for cls in _factories(model)}
    for module in model.program.modules:
        for node in module.nodes(ast.Assign):
            for target, value in assignments(node):
                match target:
                    case ast.Attribute(value=ast.Attribute(attr="_meta"), attr=name) if name in _OPTIONS:
                        yield module, target, value, None
                    case ast.Name(id=name) if name in _OPTIONS:
                        factory = factories.get(module.parents.get(module.parents[node]))
                        if factory is not None:
                            yield module, target, value, factory


def _set(context: Context, module: Module, target: ast.expr, value: ast.expr) -> None:
    kinds = context.model.kinds(value)
    if kinds & SESSIONS and not isinstance(value, ast.Call):
        context.close(module, value, ".sync_session", RULE, _SESSION_WHY)
    elif kinds & {SCOPED_SESSION, SESSIONMAKER}:
        if getattr(target, "id", getattr(target, "attr", "")) == "sqlalchemy_session":
            context.insert(module, module.end(target), "_factory", RULE, _SESSION_WHY)
        context.wrap(module, value, "lambda: ", "().sync_session", RULE, _SESSION_WHY)


def _session(context: Context, work: UnitOfWork, chosen: dict[Class, ast.expr], seed: Seed) -> str | None:
    """Return how a session is written where a factory is called: one of the function's, else the factory's own."""
    module, call = seed.module, seed.node
    assert isinstance(call, ast.Call)
    assert seed.function is not None
    if (near := work.session_near(module, seed.function, module.statement(call))) is not None:
        return near
    factory = _made_by(context.model, call)
    for cls in factory.mro() if factory is not None else ():
        value = chosen.get(cls)
        if isinstance(value, ast.Name):
            called = "()" if SCOPED_SESSION in context.model.kinds(value) else ""
            return f"{_named(context, module, cls.module, value)}{called}"
    return None


def _given_by(model: Model, module: Module, session: ast.expr) -> str | None:
    """Return the fixture that a session comes from which a fixture gives to factories: its own, or one it asks for."""
    function = model.function(module, session)
    if function is None or not is_fixture(function) or not isinstance(session, ast.Name):
        return None
    if fixture_for(model.program, function, session.id) is not None:
        return session.id
    gives = (node.value for node in function.own if isinstance(node, ast.Return | ast.Yield))
    return fixture_name(function) if any(written(node) == session.id for node in gives if node) else None


def _asked_for(context: Context, fixtures: set[str | None], seed: Seed, asking: set[Function]) -> str | None:
    """Return the fixture of the factories' session, which the test asks for from now on."""
    name, function = next(iter(fixtures), None), seed.function
    if name is None or len(fixtures) > 1 or function is None or function in asking:
        return name if function in asking else None
    if name in {parameter.arg for parameter in function.parameters} and is_test(function):
        return name
    own = function.definition.args
    positional = [*own.posonlyargs, *own.args]
    is_case = function.owner is not None and "unittest.TestCase" in set(function.owner.externals())
    if not is_test(function) or is_case or own.defaults or own.vararg or own.kwarg or name in function.names:
        return None
    if fixture_for(context.model.program, function, name) is None:
        return None
    asking.add(function)
    if positional:
        context.insert(seed.module, seed.module.end(positional[-1]), f", {name}", RULE, _WHY)
    else:
        tokens = seed.module.between(seed.module.start(function.definition), seed.module.end(function.definition))
        opening = next(token for token in tokens if token.text == "(")
        context.insert(seed.module, opening.end, name, RULE, _WHY)
    return name


def _named(context: Context, module: Module, home: Module, name: ast.Name) -> str:
    """Return how a module names what another one has under a name: it is imported from where it is made."""
    while (statement := context.import_of(home, name)) is not None:
        source = context.model.flow.import_source(statement, home)
        if source is None or isinstance(source, str):
            break
        home = source
    return name.id if home is module else context.imported(module, home, name.id)
