"""AL101: a coroutine that nobody awaits."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting import unawaited
from aiolift.lint.awaiting import awaited
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.awaiting.unawaited import Unawaited
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.edits import Edit


class UnawaitedCall(Rule):
    """Calling an `async def`, or a method of an AsyncSession that does I/O, only makes a coroutine: nothing is sent to
    the database until it is awaited. An un-awaited `exec(…).first()` fails at once with `'coroutine' object has no
    attribute 'first'`; an un-awaited `commit`, `flush`, `delete` or `refresh` does nothing, and only warns when the
    coroutine is thrown away. The type is followed through the whole program, so that it does not matter where the
    function is defined, nor whether the parameter `db` has an annotation.
    """

    code = "AL101"
    name = "unawaited-call"
    source = "https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#sqlalchemy.ext.asyncio.AsyncSession"
    invalid = (
        Invalid(
            """
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models import Hero


async def first_hero(session: AsyncSession) -> Hero | None:
    hero = session.exec(select(Hero)).first()
    session.commit()
    return hero
""",
            at=("session.exec(select(Hero))", "session.commit()"),
            fixed="""
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models import Hero


async def first_hero(session: AsyncSession) -> Hero | None:
    hero = (await session.exec(select(Hero))).first()
    await session.commit()
    return hero
""",
        ),
        Invalid(
            {
                "service.py": """
import crud


async def names(db, ids):
    return ", ".join([crud.name_of(db, number) for number in ids if crud.exists(db, number)])
""",
                "crud.py": """
from sqlalchemy import text


async def name_of(db, number):
    return await db.scalar(text("SELECT name FROM hero WHERE id = :number"), {"number": number})


async def exists(db, number):
    return await name_of(db, number) is not None
""",
            },
            at=("crud.name_of(db, number)", "crud.exists(db, number)"),
            fixed="""
import crud


async def names(db, ids):
    return ", ".join([await crud.name_of(db, number) for number in ids if await crud.exists(db, number)])
""",
        ),
        Invalid(
            """
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session


async def store(db: Session, name: str) -> None:
    db.execute(text("INSERT INTO spot (name) VALUES (:name)"), {"name": name})
    await db.commit()


async def endpoint(session: AsyncSession) -> None:
    await store(session, "Jeju")
""",
            at=('db.execute(text("INSERT INTO spot (name) VALUES (:name)"), {"name": name})',),
            fixed="""
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session


async def store(db: Session, name: str) -> None:
    await db.execute(text("INSERT INTO spot (name) VALUES (:name)"), {"name": name})
    await db.commit()


async def endpoint(session: AsyncSession) -> None:
    await store(session, "Jeju")
""",
        ),
    )
    valid = (
        Valid(
            """
import asyncio

from sqlalchemy.ext.asyncio import AsyncSession


async def remove(session: AsyncSession, heroes) -> None:
    for hero in heroes:
        await session.delete(hero)
    session.add_all(heroes)
    await session.commit()


async def load(session_factory, ids):
    async def one(number):
        async with session_factory() as session:
            return await session.get(object, number)

    return await asyncio.gather(*(one(number) for number in ids))
"""
        ),
        Valid(
            """
async def fetch():
    return 1


def start():
    return fetch()


async def main():
    pending = fetch()
    return await pending + await start()
"""
        ),
        Valid(
            """
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine


async def check(engine: Engine | AsyncEngine, statement):
    if isinstance(engine, AsyncEngine):
        async with engine.connect() as connection:
            await connection.execute(statement)
    else:
        with engine.connect() as connection:
            connection.execute(statement)
"""
        ),
        Valid(
            """
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session


def store(db: Session, name: str) -> None:
    db.execute(text("INSERT INTO spot (name) VALUES (:name)"), {"name": name})
    db.commit()


async def endpoint(session: AsyncSession) -> None:
    await session.run_sync(store, "Jeju")
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report what `analysis.unawaited` finds: the check that a migration's result must pass, too."""
        for found in subject.unawaited:
            message = f"`{found.module.headline(found.node)}` gives a coroutine, which {found.why}"
            yield subject.finding(
                self.code, found.module, found.node, message, help=_help(subject, found), fix=_fix(subject, found)
            )


def _help(subject: Subject, found: Unawaited) -> str:
    function = subject.model.function(found.module, found.node)
    if function is None or function.is_async or not isinstance(function.node, ast.FunctionDef):
        return "await it"
    return f"make `{function.name}` an `async def`, and await it"


def _fix(subject: Subject, found: Unawaited) -> tuple[Edit, ...]:
    """Await the call where that is all it takes: in an `async def`, outside of lambdas, not a function handed over."""
    function = subject.model.function(found.module, found.node)
    if function is None or not function.is_async or not isinstance(found.node, ast.Call):
        return ()
    if not unawaited.gives_coroutine_when_called(subject.model, subject.model.values(found.node.func)):
        return ()
    return awaited(subject.model, found.module, found.node, UnawaitedCall.code)
