"""What may be of a sync object is told from what is of an async one."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from textwrap import dedent

import pytest

from aiolift.analysis.awaiting.sync_twins import SyncTwins
from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.text import TextFile

PRELUDE = """
from fastapi import Depends
from sqlalchemy import Engine, create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session

AsyncFactory = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))


async def get_async_session():
    async with AsyncFactory() as session:
        yield session
"""


def may_be_sync(text: str) -> bool:
    """Say whether the call behind `CALL` may be a sync one."""
    text = PRELUDE + dedent(text)
    name = PurePosixPath("app.py")
    model = Model(Program([TextFile(Path(name), name, text.replace("CALL ", ""))]))
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "CALL " in line)
    sites = [site for site in model.sites if site.node.lineno == line and hasattr(site.node.func, "value")]
    return SyncTwins(model).may_be_sync(sites[0])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            """
            async def check(engine: Engine | AsyncEngine, statement):
                if isinstance(engine, AsyncEngine):
                    async with engine.connect() as connection:
                        await connection.execute(statement)
                else:
                    with engine.connect() as connection:
                        CALL connection.execute(statement)
            """,
            id="branches",
        ),
        pytest.param(
            """
            def get_session(which):
                return AsyncFactory() if which else Session(create_engine("sqlite://"))

            async def check(statement, session: Session = Depends(get_session)):
                CALL session.execute(statement)
            """,
            id="provider",
        ),
        pytest.param(
            """
            class Cleaner:
                def clean(self): raise NotImplementedError

            class SyncCleaner(Cleaner):
                def clean(self): return 1

            class AsyncCleaner(Cleaner):
                async def clean(self): return 1

            def clean(which):
                cleaner = AsyncCleaner() if which else SyncCleaner()
                CALL cleaner.clean()
            """,
            id="siblings",
        ),
    ],
)
def test_what_may_be_sync(text: str) -> None:
    """Where a program makes both, and only its branches tell them apart, a call may be the sync one."""
    assert may_be_sync(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            """
            async def check(statement, session: Session = Depends(get_async_session)):
                CALL session.execute(statement)

            def script(statement):
                with Session(create_engine("sqlite://")) as session:
                    session.execute(statement)
            """,
            id="annotation",
        ),
        pytest.param(
            """
            class Heroes:
                def __init__(self, session: Session = Depends(get_async_session)):
                    self.session = session

                async def all(self, statement):
                    return CALL self.session.scalars(statement)
            """,
            id="attribute",
        ),
        pytest.param(
            """
            class Base:
                def clean(self): raise NotImplementedError

            class Cleaner(Base):
                async def clean(self): return 1

            def clean(cleaner: Base):
                CALL cleaner.clean()
            """,
            id="override",
        ),
        pytest.param(
            """
            async def check(statement, session: AsyncSession):
                CALL session.execute(statement)
            """,
            id="async",
        ),
    ],
)
def test_what_is_async(text: str) -> None:
    """An annotation that the provider does not keep makes no sync object, and an override is no twin."""
    assert not may_be_sync(text)
