"""A unit of work that does not commit by itself, and a dependency that commits it."""

from fastapi import APIRouter, Depends

from app.db import Session

router = APIRouter()


class Names:
    def __init__(self, session):
        self.session = session

    async def add(self, name):
        self.session.add(name)
        await self.session.commit()  # plant: AL407

    async def keep(self, name):
        self.session.add(name)
        await self.session.flush()


class Numbers:
    def __init__(self, session):
        self.session = session

    async def add(self, number):
        self.session.add(number)
        await self.session.commit()


class Work:
    async def __aenter__(self):
        self._session = Session()
        self.names = Names(self._session)
        return self

    async def __aexit__(self, *_):
        await self._session.close()

    async def commit(self):
        await self._session.commit()


async def work():
    async with Work() as work:
        yield work
        await work.commit()


@router.post("/names")
async def create(name: str, work: Work = Depends(work, scope="function")):
    await work.names.add(name)
    await work.names.keep(name)


async def job(number):
    async with Session() as session:
        await Numbers(session).add(number)


class Places:
    def __init__(self, session):
        self.session = session

    async def add(self, place):
        self.session.add(place)
        await self.session.commit()  # plant: AL407


class Roads:
    def __init__(self, session):
        self.session = session

    async def add(self, road):
        self.session.add(road)
        await self.session.commit()


class Atlas:
    def __init__(self):
        self._session = Session()
        self.places = Places(self._session)
        self.roads = Roads(self._session)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        await self._session.close()

    async def save(self):
        await self._session.commit()


async def draw(place):
    async with Atlas() as atlas:
        await atlas.places.add(place)
        await atlas.save()


async def connect(road):
    async with Atlas() as atlas:
        await atlas.roads.add(road)


class Towns:
    async def add(self, session, town):
        session.add(town)
        await session.commit()


async def settle(town, towns: Towns):
    async with Session() as session:
        await towns.add(session, town)
        await towns.add(session, town)
