from typing import Annotated

from fastapi import APIRouter, Depends

from app import db, stores
from app.db import Db, Session, committing as get_db, scope, unit
from app.stores import Notes, Regions, Spots, Tags, Unit, insert as put

router = APIRouter()
Committing = Annotated[Db, Depends(get_db, scope="function")]


class Service:
    def __init__(self, db: Db):
        self.tags = Tags(db=db)
        self.db = db

    async def tag(self, tags):
        await self.tags.add(*tags)
        await self.tags.imported(tags)
        await self.db.commit()  # plant: AL407


async def get_service(session: Db = Depends(unit, scope="function")):
    return Service(session)


async def get_regions(session: Committing):
    return Regions(session)


@router.post("/1")
async def first(session: Db = Depends(unit, scope="function")):
    spots = Spots(session)
    await spots.save(object())
    await spots.rename(object(), "new")
    await spots.remove(object())


@router.post("/2")
async def second(service: Service = Depends(get_service)):
    await service.tag([1, 2])


@router.post("/3")
async def third(session: Committing, regions: Regions = Depends(get_regions)):
    await regions.add(object())
    await put(session, 1, 2)
    await session.commit()


@router.post("/4")
async def fourth():
    async with scope() as session:
        await stores.touch(db=session)


@router.post("/5")
async def fifth():
    async with Unit() as work:
        await work.regions.add(1)
        await stores.log(work.session, "five")
        await work.commit()


@router.post("/6")
async def sixth(session: Db = Depends(db.reader)):
    await Notes(session).add("six")
    await stores.count(session, 6)
    await session.commit()


async def seventh(numbers):
    async with Session.begin() as session:
        for number in numbers:
            await once(session, number)


async def once(session, number):
    await stores.count(session, number)
    await session.commit()  # plant: AL407


async def eighth(session: Db):
    async with session.begin():
        await session.commit()  # plant: AL407
        await stores.count(session, 8)


async def eighth_at_the_end(session: Db):
    async with session.begin():
        if await stores.count(session, 8):
            await session.commit()
            return True
        await session.commit()
    return False


async def ninth():
    async with Session() as session:
        await Notes(session).add("nine")
        async with session.begin():
            await stores.count(session, 9)


async def tenth(db: Db):
    async with db.begin() as transaction:
        await stores.count(db, 10)
        work = tenth_of
        await work(db)
    return transaction


async def tenth_of(other):
    await other.commit()  # plant: AL407
