import logging
from contextlib import asynccontextmanager

from fastapi import Depends, HTTPException
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from infrastructure import engine

Session = async_sessionmaker(engine, expire_on_commit=False)
log = logging.getLogger(__name__)


async def in_finally():
    async with Session() as session:
        try:
            yield session
        finally:
            await session.commit()


async def by_handler():
    async with Session() as session:
        try:
            yield session
        except HTTPException:
            await session.commit()
            raise
        except Exception:
            await session.rollback()
            raise
        else:
            await session.commit()


async def swallowing():
    session = Session()
    try:
        yield session
    except Exception:
        log.exception("request failed")
    await session.commit()
    await session.close()


async def nested_finally():
    session = Session()
    try:
        yield session
    except SQLAlchemyError:
        await session.rollback()
        raise
    finally:
        try:
            if session.is_active:
                await session.commit()
        finally:
            await session.close()


@asynccontextmanager
async def unit():
    async with Session() as session:
        try:
            yield session
        finally:
            await session.commit()


async def by_unit():
    async with unit() as session:
        yield session


async def plain():
    async with Session() as session:
        yield session


async def saved(session: AsyncSession = Depends(plain)):
    try:
        yield session
    finally:
        await session.commit()


async def right():
    async with Session() as session:
        try:
            yield session
        except Exception:
            await session.rollback()
            raise
        else:
            await session.commit()


async def begun():
    async with Session.begin() as session:
        yield session


async def flagged():
    async with Session() as session:
        failed = False
        try:
            yield session
        except Exception:
            failed = True
            raise
        finally:
            if not failed:
                await session.commit()


async def rolled_back():
    async with Session() as session:
        try:
            yield session
        except BaseException:
            await session.rollback()
            raise
        finally:
            await session.commit()


class Unit:
    def __init__(self, session):
        self.session = session

    async def keep(self):
        await self.session.commit()

    async def drop(self):
        await self.session.rollback()


async def kept_unit():
    async with Session() as session:
        unit = Unit(session)
        try:
            yield unit
        except HTTPException:
            await unit.keep()  # plant: AL703
            raise


async def dropped_unit():
    async with Session() as session:
        unit = Unit(session)
        try:
            yield unit
        except HTTPException:
            await unit.drop()
            raise
