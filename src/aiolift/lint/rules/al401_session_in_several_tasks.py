"""AL401: one session in tasks that run at the same time."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING, TypeGuard

from aiolift.knowledge.coroutines import calls_without_await
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.entities import Comprehension

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Site
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

_TOGETHER = (".gather", ".wait", ".as_completed")
_ALONE = (".create_task", ".ensure_future", ".start_soon")
_WITHOUT_WAITING = frozenset({"done", "add_done_callback", "set_name", "get_name", "cancelled"})
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class SessionInSeveralTasks(Rule):
    """A session has one connection and one transaction, and is not for concurrent use. Two tasks of `asyncio.gather` or
    of a `TaskGroup`, that use the same session work on a warm pool and fail on a cold one with `InvalidRequestError:
    This session is provisioning a new connection`, or read each other's half-done changes: it passes in development and
    fails in production. One connection in several tasks fails as well. Give each task a session of its own, or await
    one after the other.
    """

    code = "AL401"
    name = "session-in-several-tasks"
    source = "https://docs.sqlalchemy.org/en/21/orm/session_basics.html#is-the-session-thread-safe-is-asyncsession-safe-to-share-in-concurrent-tasks"
    invalid = (
        Invalid(
            """
import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text("SELECT COUNT(*) FROM hero"))


async def counts(session: AsyncSession, tables: list[str]):
    heroes, teams = await asyncio.gather(count(session, "hero"), count(session, "team"))
    others = await asyncio.gather(*[count(session, table) for table in tables])
    return heroes, teams, others


async def grouped(session: AsyncSession, tables: list[str]) -> None:
    async with asyncio.TaskGroup() as group:
        for table in tables:
            group.create_task(count(session, table))


async def raw(engine: AsyncEngine, statements):
    async with engine.connect() as connection:
        return await asyncio.gather(*(connection.execute(statement) for statement in statements))
""",
            at=(
                'asyncio.gather(count(session, "hero"), count(session, "team"))',
                "asyncio.gather(*[count(session, table) for table in tables])",
                "group.create_task(count(session, table))",
                "asyncio.gather(*(connection.execute(statement) for statement in statements))",
            ),
        ),
    )
    valid = (
        Valid(
            """
import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text("SELECT COUNT(*) FROM hero"))


async def counts(factory: async_sessionmaker[AsyncSession], tables: list[str]):
    async def one(table: str) -> int:
        async with factory() as session:
            return await count(session, table)

    return await asyncio.gather(*(one(table) for table in tables))


async def beside(session: AsyncSession):
    return await asyncio.gather(count(session, "hero"), asyncio.sleep(1))


async def limited(session: AsyncSession):
    return await asyncio.wait_for(count(session, "hero"), timeout=5)


async def raw(engine: AsyncEngine, statements):
    async def one(statement):
        async with engine.connect() as connection:
            return (await connection.execute(statement)).all()

    return await asyncio.gather(*map(one, statements))
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report calls that start several coroutines with one session, and tasks that are started beside its user."""
        for site in subject.model.sites:
            names = [f".{name}" for name in site.externals]
            if any(name.endswith(_TOGETHER) for name in names):
                shared = _shared(subject, site)
            elif any(name.endswith(_ALONE) for name in names):
                shared = _beside(subject, site)
            else:
                continue
            if shared:
                yield subject.finding(
                    self.code,
                    site.module,
                    site.node,
                    f"{shared} is used by several tasks at the same time, which one session or connection cannot do",
                    help="give each task one of its own, or await one after the other",
                )


def _shared(subject: Subject, site: Site) -> str | None:
    """Return the session that more than one of the coroutines carries, as a person would call it."""
    count: Counter[str] = Counter()
    behind: Counter[str] = Counter()
    for argument in site.node.args:
        inner = argument.value if isinstance(argument, ast.Starred) else argument
        for made in [inner, *_made(site, inner)]:
            several = isinstance(made, ast.List | ast.Tuple | ast.Set)
            for part in made.elts if several else [made]:  # type: ignore[attr-defined]
                repeated = isinstance(part, Comprehension) or _is_repeated(site.module, part, made, inner)
                weight = 2 if repeated or _is_map(part) else 1
                for carrier in [part, *(_made(site, part.args[0]) if _is_map(part) else ())]:
                    for name in _keys(subject, site.module, carrier):
                        count[name] += weight
                    for source in _sources(subject, site, carrier):
                        behind[source] += weight
    for name in count:  # `self.size()` and `f(self.session)` use one session
        if sum(number for other, number in count.items() if other == name or other.startswith(f"{name}.")) > 1:
            return f"`{name}`"
    return "the session of several objects" if any(number > 1 for number in behind.values()) else None


def _is_map(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether an expression calls a function for each of several items: `map(partial(read, session), ids)`."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "map" and len(node.args) > 1


def _sources(subject: Subject, site: Site, part: ast.AST) -> set[str]:
    """Return where the sessions of a coroutine come from: those that repositories share have one source."""
    keys = _keys(subject, site.module, part)
    return {
        subject.shared_sessions.source(site.function, node)
        for node in subject.connected.carried(part)
        if ast.unparse(node) in keys
    }


def _keys(subject: Subject, module: Module, node: ast.AST) -> set[str]:
    """Return the sessions of an expression by how they are written; one that a comprehension or a lambda
    binds is one each.
    """
    bound = {
        inner.id
        for part in ast.walk(node)
        if isinstance(part, Comprehension)
        for generator in part.generators
        for inner in ast.walk(generator.target)
        if isinstance(inner, ast.Name)
    }
    bound |= {argument.arg for part in ast.walk(node) if isinstance(part, ast.Lambda) for argument in part.args.args}
    carried = (found for found in subject.connected.carried(node) if not _is_never_awaited(subject, module, found))
    names = {ast.unparse(found) for found in carried}
    longest = {name for name in names if not any(other.startswith(f"{name}.") for other in names)}
    return {name for name in longest if name.partition(".")[0] not in bound}


def _is_never_awaited(subject: Subject, module: Module, node: ast.expr) -> bool:
    """Whether a thread is given the session's method, whose coroutine it leaves alone: AL104's affair."""
    method = module.parents[node]
    call = module.parents[method]
    site = subject.model.site(call) if isinstance(method, ast.Attribute) and isinstance(call, ast.Call) else None
    return site is not None and site.node.func is not method and any(map(calls_without_await, site.externals))


def _made(site: Site, node: ast.expr) -> Iterator[ast.expr]:
    """Yield what a variable was given in the same function: `tasks = […]`, `tasks.append(…)`."""
    if not isinstance(node, ast.Name) or site.function is None:
        return
    for found in ast.walk(site.function.node):
        match found:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == node.id:
                yield value
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value]) if name == node.id:
                yield value


def _is_repeated(module: Module, part: ast.AST, made: ast.AST, given: ast.AST) -> bool:
    """Whether what is appended to a list is appended in a loop."""
    return made is not given and part is made and any(isinstance(outer, _LOOPS) for outer in module.ancestors(part))


def _beside(subject: Subject, site: Site) -> str | None:
    """Return the session of a task that is started again and again, or whose session others use meanwhile."""
    module, function = site.module, site.function
    given = [*site.node.args, *(made for argument in site.node.args for made in _gone_through(site, argument))]
    keys = {name for argument in given for name in _keys(subject, module, argument)}
    if not keys or function is None:
        return None
    for outer in module.ancestors(site.node):
        if isinstance(outer, (*_LOOPS, *_COMPREHENSIONS)):
            own = {inner.id for inner in ast.walk(outer) if isinstance(inner, ast.Name) and _stores(inner)}
            return next((f"`{name}`" for name in keys if name.partition(".")[0] not in own), None)
        if outer is function.node:
            break
    end = module.end(site.node)
    later = [node for node in ast.walk(function.node) if isinstance(node, ast.Name) and module.start(node) > end]
    parent = module.parents.get(site.node)
    is_kept = not isinstance(parent, ast.Expr | ast.Await) and not _is_left_alone(module, parent, function)
    for name in sorted(keys):
        if not is_kept or any(node.id == name.partition(".")[0] for node in later):
            return f"`{name}`"
    return None


def _gone_through(site: Site, node: ast.expr) -> Iterator[ast.expr]:
    """Yield what a loop's variable goes through: `[create_task(job) for job in jobs]`, `jobs = [work(session), …]`."""
    for outer in site.module.ancestors(node):
        loops = outer.generators if isinstance(outer, Comprehension) else [outer]
        for loop in loops:
            match loop:
                case (
                    ast.For(target=ast.Name(id=name), iter=source)
                    | ast.comprehension(target=ast.Name(id=name), iter=source)
                ) if name == getattr(node, "id", None):
                    yield from _made(site, source)


def _is_left_alone(module: Module, parent: ast.AST | None, function: Function) -> bool:
    """Whether the variable that a task is kept in only saves it from the garbage collector."""
    match parent:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return all(
                _only_keeps(module.parents[node], module, function)
                for node in ast.walk(function.node)
                if isinstance(node, ast.Name) and node.id == name and not _stores(node)
            )
    return False


def _only_keeps(use: ast.AST, module: Module, function: Function) -> bool:
    """Whether a use of a task does not wait for it: `task.done()`, `background_tasks.add(task)`."""
    match use:
        case ast.Attribute(attr=attr):
            return attr in _WITHOUT_WAITING
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="add" | "append")):
            return owner not in function.names
        case ast.Call(func=ast.Attribute(attr="add" | "append")):
            return True
    return False


def _stores(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)
