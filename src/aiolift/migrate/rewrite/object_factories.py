"""factory_boy's factories of mapped classes: they save with a sync session, so `run_sync` calls them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.unit_of_work import UnitOfWork
from aiolift.knowledge.database import SCOPED_SESSION, SESSIONMAKER, SESSIONS
from aiolift.migrate.colour import Seed
from aiolift.program.entities import Class
from aiolift.program.nodes import assignments
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    for site in model.sites:
        if site.function is not None and _made_by(model, site.node) and not _is_inside(site.function):
            yield Seed(site.module, site.node, site.function, RULE)


def rewrite(context: Context) -> None:
    """Give the factories the sync session, and call them inside of `run_sync`."""
    made = [seed for seed in context.seeds(RULE) if isinstance(seed.node, ast.Call)]
    if not made:
        return
    for module in context.model.program.modules:
        for node in module.nodes(ast.Assign):
            for target, value in assignments(node):
                if _sets_session(context.model, module, target):
                    _set(context, module, target, value)
    work = UnitOfWork(context.model)
    for seed in made:
        assert isinstance(seed.node, ast.Call)
        session = _session(context, work, seed.module, seed.function, seed.node)
        own = {inner for inner in ast.walk(seed.node) if inner is not seed.node}
        if session is None or any(context.is_awaited(inner) for inner in own):
            what = "an argument is awaited" if session is not None else "no session is in reach"
            context.mark(
                seed.module, seed.node, "AL923", f"makes an object with factory_boy: {what}",
                "call the factory inside of `await session.run_sync(lambda _: …)`",
            )  # fmt: skip
            continue
        context.await_(seed.module, seed.node, RULE, _WHY)
        context.wrap(seed.module, seed.node, f"{session}.run_sync(lambda _: ", ")", RULE, _WHY)


def _made_by(model: Model, call: ast.Call) -> Class | None:
    """Return the factory that a call makes and saves objects with: `UserFactory()`, `UserFactory.create_batch(3)`."""
    saves = isinstance(call.func, ast.Attribute) and call.func.attr in _SAVES
    named = call.func.value if saves and isinstance(call.func, ast.Attribute) else call.func
    for value in model.values(named):
        if isinstance(value, ClassValue) and _FACTORY in set(value.cls.externals()):
            return value.cls
    return None


def _is_inside(function: Function) -> bool:
    owner = function.parent
    return isinstance(function.node, ast.Lambda) or (isinstance(owner, Class) and _FACTORY in set(owner.externals()))


def _sets_session(model: Model, module: Module, target: ast.expr) -> bool:
    """Whether an assignment chooses the session: in a factory's `Meta`, or by `UserFactory._meta` later."""
    if isinstance(target, ast.Attribute) and target.attr in _OPTIONS:
        return isinstance(target.value, ast.Attribute) and target.value.attr == "_meta"
    if not (isinstance(target, ast.Name) and target.id in _OPTIONS):
        return False
    meta, outer = (*module.ancestors(target), None, None)[1:3]
    classes = model.program.classes
    return isinstance(meta, ast.ClassDef) and any(
        cls.node is outer and _FACTORY in set(cls.externals()) for cls in classes
    )


def _set(context: Context, module: Module, target: ast.expr, value: ast.expr) -> None:
    kinds = context.model.kinds(value)
    if kinds & SESSIONS and not isinstance(value, ast.Call):
        context.close(module, value, ".sync_session", RULE, _SESSION_WHY)
    elif kinds & {SCOPED_SESSION, SESSIONMAKER}:
        if getattr(target, "id", getattr(target, "attr", "")) == "sqlalchemy_session":
            context.insert(module, module.end(target), "_factory", RULE, _SESSION_WHY)
        context.wrap(module, value, "lambda: ", "().sync_session", RULE, _SESSION_WHY)


def _session(
    context: Context, work: UnitOfWork, module: Module, function: Function | None, call: ast.Call
) -> str | None:
    """Return how a session is written where a factory is called: one of the function's, else the factory's own."""
    if function is not None and (near := work.session_near(module, function, module.statement(call))) is not None:
        return near
    factory = _made_by(context.model, call)
    for cls in factory.mro() if factory is not None else ():
        for meta in getattr(cls.node, "body", []):
            for statement in meta.body if isinstance(meta, ast.ClassDef) and meta.name == "Meta" else ():
                for target, value in assignments(statement):
                    if getattr(target, "id", "") in _OPTIONS and isinstance(value, ast.Name):
                        called = "()" if SCOPED_SESSION in context.model.kinds(value) else ""
                        return f"{_named(context, module, cls.module, value)}{called}"
    return None


def _named(context: Context, module: Module, home: Module, name: ast.Name) -> str:
    """Return how a module names what another one has under a name: it is imported from where it is made."""
    while (statement := context.import_of(home, name)) is not None:
        source = context.model.flow.import_source(statement, home)
        if source is None or isinstance(source, str):
            break
        home = source
    return name.id if home is module else context.imported(module, home, name.id)
