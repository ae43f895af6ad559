"""AL306: one SELECT for each row."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.event_loop.row_loops import RowLoops
from aiolift.analysis.loops import Loop, loops_around, walked
from aiolift.analysis.statements.keyed_queries import KeyedQueries, is_many
from aiolift.lint.finding import Step
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.fixtures import is_test_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Site
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.source import Module

_MODELS = """
from sqlmodel import Field, Relationship, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    team_id: int | None = Field(default=None, foreign_key="team.id")
"""
#: With them each round is a unit of work of its own.
_ENDS_WORK = {"commit", "rollback", "begin", "begin_nested"}


class QueryInLoop(Rule):
    """A loop over rows that sends a SELECT for each of them waits for as many round trips as there are rows: N + 1
    queries, where one or two would do, and a page that slows down as its data grows. Select what belongs to all rows at
    once (`.where(Team.id.in_(ids))`) and look it up in a dictionary, join it in the first query, or load the
    relationship with `selectinload`.
    """

    code = "AL306"
    name = "query-in-loop"
    source = "https://docs.sqlalchemy.org/en/21/orm/queryguide/relationships.html#selectin-eager-loading"
    invalid = (
        Invalid(
            {
                "pages.py": """
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models import Hero, Team


async def roster(session: AsyncSession) -> list[str]:
    heroes = (await session.exec(select(Hero))).all()
    lines = []
    for hero in heroes:
        team = await session.get(Team, hero.team_id)
        lines.append(f"{hero.name} of {team.name}")
    return lines
""",
                "models.py": _MODELS,
            },
            at=("session.get(Team, hero.team_id)",),
        ),
    )
    valid = (
        Valid(
            {
                "pages.py": """
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models import Hero, Team


async def roster(session: AsyncSession) -> list[str]:
    heroes = (await session.exec(select(Hero))).all()
    ids = {hero.team_id for hero in heroes}
    teams = {team.id: team for team in await session.exec(select(Team).where(col(Team.id).in_(ids)))}
    return [f"{hero.name} of {teams[hero.team_id].name}" for hero in heroes]


async def pages(session: AsyncSession) -> int:
    count = 0
    for offset in range(0, 1000, 100):
        count += len((await session.exec(select(Hero).offset(offset).limit(100))).all())
    return count
""",
                "models.py": _MODELS,
            }
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the SELECTs and the calls of helpers that send one, in loops over rows."""
        queries = KeyedQueries(subject.model, subject.sessions, subject.bindings)
        rows = RowLoops(subject.model, subject.bindings, subject.definitions)
        for site in subject.model.sites:
            if is_test_module(site.module):
                continue
            keys: list[tuple[ast.expr, tuple[Site, ...]]] = [(key, ()) for key in queries.keys(site)]
            for key, below in [*keys, *queries.handed(site)]:
                if not is_many(key) and _loop(subject, rows, site.module, site.node, key) is not None:
                    yield self._found(subject, site.module, site.node, below)
                    break
        for module in subject.model.program.modules:
            for node in module.nodes(ast.Await) if module.mentions("awaitable_attrs") else ():
                match node:
                    case ast.Await(value=ast.Attribute(value=ast.Attribute(value=owner, attr="awaitable_attrs"))):
                        if _loop(subject, rows, module, node, owner) is not None and _is_lazy(subject, module, node):
                            yield self._found(subject, module, node, ())

    def _found(self, subject: Subject, module: Module, node: ast.AST, below: tuple[Site, ...]) -> Finding:
        loads = isinstance(node, ast.Await)
        return subject.finding(
            self.code,
            module,
            node,
            "each round of the loop sends a SELECT for one row: as many round trips as there are rows",
            help="load the relationship with the query, by `selectinload`"
            if loads
            else "select what belongs to all rows before the loop, by `.in_(…)` or a join",
            chain=[
                Step(subject.place(one.module, one.node), f"{one.function.name} calls {ast.unparse(one.node.func)}")
                for one in below
                if one.function is not None
            ],
        )


def _loop(subject: Subject, rows: RowLoops, module: Module, node: ast.AST, key: ast.expr) -> Loop | None:
    """Return the loop over rows whose every round needs the key of its own row."""
    for loop in loops_around(module, node):
        if loop.mentions(key) and not _is_apart(subject, loop, node) and rows.are_rows(module, loop.items):
            return loop
    return None


def _is_apart(subject: Subject, loop: Loop, node: ast.AST) -> bool:
    """Whether the rounds of a loop cannot be put together: they end early, or each is a unit of work of its own."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and part.id in loop.names and subject.sessions.is_session(part):
            return True
    for statement in getattr(loop.node, "body", ()):
        for part in walked(statement):
            if isinstance(part, ast.Break | ast.Return | ast.Yield):
                return True
            if isinstance(part, ast.Call) and _ends_work(subject, part):
                return True
    return False


def _ends_work(subject: Subject, call: ast.Call) -> bool:
    site = subject.model.site(call)
    called = site.targets if site is not None else ()
    return getattr(call.func, "attr", "") in _ENDS_WORK or not subject.sessions.committing.isdisjoint(called)


def _is_lazy(subject: Subject, module: Module, node: ast.Await) -> bool:
    """Whether an awaited attribute is a relationship that the query of its object did not load."""
    match node.value:
        case ast.Attribute(value=ast.Attribute(value=owner), attr=name):
            related = subject.model.mapping.of(owner, name)
            origins = subject.loading.of(module, owner)
            functions = {subject.model.function(module, node), *(origin.function for origin in origins)}
            loaded = any(_loads(function.node, name) for function in functions if function is not None)
            asked = bool(origins) and all(origin.kind == "query" for origin in origins)
            return bool(related) and all(one.is_lazy for one in related) and asked and not loaded
    return False


def _loads(function: ast.AST, name: str) -> bool:
    return any(
        isinstance(part, ast.Call)
        and str(getattr(part.func, "attr", getattr(part.func, "id", ""))).endswith(("load", "eager"))
        and any(getattr(argument, "attr", "") == name for argument in part.args)
        for part in ast.walk(function)
    )
