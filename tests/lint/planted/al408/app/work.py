import contextlib
import logging
from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa
from fastapi import APIRouter, Depends
from sqlalchemy import exc
from sqlalchemy.exc import IntegrityError as Twice, OperationalError, SQLAlchemyError

from app import db
from app.db import Db, Deal, Session, insert, opened, reader, refuse, store, unit

router = APIRouter()
log = logging.getLogger(__name__)


async def one(session: Db, rows):
    for row in rows:
        try:
            await insert(session, row)
        except Twice:  # plant: AL408
            continue


async def two(session: Db, row, other):
    try:
        session.add(row)
        await session.commit()
    except Exception as error:  # plant: AL408
        log.warning("not stored: %s", error)
    session.add(other)
    await session.commit()


async def three(session: Db, row):
    with suppress(exc.IntegrityError):  # plant: AL408
        session.add(row)
        await session.flush()
    await session.commit()


async def four(db: Db, rows):
    failed = []
    for row in rows:
        try:
            async with db.begin_nested():
                await insert(db, row)
        except Twice:
            failed.append(row)
    await db.commit()
    return failed


async def five(rows):
    async with Session() as session:
        for row in rows:
            session.add(row)
            try:
                await session.commit()
            except (ValueError, SQLAlchemyError):  # plant: AL408
                log.exception("not stored")


async def six(rows):
    for row in rows:
        try:
            async with Session.begin() as session:
                session.add(row)
        except SQLAlchemyError:
            log.exception("not stored")


class Store:
    def __init__(self, session: Db):
        self.session = session

    async def add(self, row):
        self.session.add(row)
        try:
            await self.session.flush()
        except Twice:  # plant: AL408
            return None
        return row

    async def count(self):
        return await self.session.scalar(sa.text("SELECT 1"))

    async def tried(self, row):
        try:
            await self.add(row)
            await self.session.commit()
        except:  # plant: AL408  # noqa: E722
            pass
        return await self.count()

    async def undone(self, row):
        try:
            self.session.add(row)
            await self.session.flush()
        except Twice:
            await db.undo(self.session)
            return None
        return await self.count()


async def seven(session: Db, rows):
    kept = Store(session)
    for row in rows:
        await kept.add(row)


async def eight(session: Db, number):
    try:
        await session.execute(sa.update(sa.table("spot")).values(number=number))
    except OperationalError:  # plant: AL408
        log.warning("locked")
    await session.commit()


async def nine(session: Db, row):
    done = True
    try:
        await insert(session, row)
    except exc.DBAPIError:
        done = False
    if not done:
        await session.rollback()
    await session.commit()


@router.post("/10")
async def ten(session: Db = Depends(unit, scope="function")):
    try:
        await insert(session, 10)
    except Twice:  # plant: AL408
        return {"stored": False}
    return {"stored": True}


@router.post("/11")
async def eleven(session: Db = Depends(db.reader)):
    try:
        await insert(session, 11)
        await session.commit()
    except Twice:
        return {"stored": False}
    return {"stored": True}


async def twelve(session: Db, row):
    try:
        async with contextlib.AsyncExitStack():
            await session.merge(row)
            await session.commit()
    except BaseException:  # plant: AL408
        log.info("lost")
    finally:
        log.info("done")
    await insert(session, row)


async def thirteen(session: Db, row):
    try:
        await insert(session, row)
    except Twice as error:
        refuse(error)
    except KeyError:
        log.info("no such key")
    await session.commit()


async def fourteen(session: Db, row):
    try:
        await session.scalar(sa.text("SELECT 1"))
        await store(session, row)
    except Exception:
        log.exception("undone already")
    await session.commit()


async def save(session: Db, row):
    try:
        await insert(session, row)
    except Twice:  # plant: AL408
        log.info("twice")


async def fifteen(session: Db, rows):
    while rows:
        await save(session, rows.pop())


async def sixteen(row, important):
    session = Session()
    try:
        if important:
            try:
                await session.merge(row)
                await session.flush()
            except exc.StatementError:  # plant: AL408
                log.info("was important")
        await session.commit()
    finally:
        log.info("done")
    await session.close()


async def again(row):
    async with opened() as session:
        for _ in range(3):
            try:
                await insert(session, row)
                break
            except Exception:  # plant: AL408
                log.exception("again")


async def each_opened(rows):
    for row in rows:
        try:
            async with opened() as session:
                await insert(session, row)
        except Exception:
            log.exception("again")


@dataclass
class Deals:
    session: Db

    async def close(self, number):
        deal = await self.session.get(Deal, number)
        deal.stage = "closed"
        try:
            await self.session.commit()
        except Twice:  # plant: AL408
            log.warning("already")
        return deal

    async def win(self, number):
        deal = await self.session.get(Deal, number)
        deal.stage = "won"
        try:
            await self.session.flush()
        except Twice:  # plant: AL408
            log.warning("deal %s", deal.id)

    async def add(self, stage):
        deal = Deal(stage=stage)
        self.session.add(deal)
        try:
            await self.session.commit()
        except Twice:
            log.warning("deal %s", deal.stage)
        return deal

    async def lose(self, number):
        deal = await self.session.get(Deal, number)
        deal.stage = "lost"
        try:
            await self.session.commit()
        except Twice:
            return None
        return deal.stage

    async def undo(self, number):
        deal = await self.session.get(Deal, number)
        number = deal.id
        try:
            await self.session.commit()
        except Twice:
            log.warning("deal %s", number)
            return False
        else:
            return deal.stage


@router.post("/deals/{number}")
async def close(number: int, session: Db = Depends(reader)):
    return await Deals(session).close(number)
