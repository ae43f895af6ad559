import asyncio

from app import helpers
from app.helpers import Service, deeper, direct as other
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from infrastructure import sync_engine

factory = sessionmaker(sync_engine)


async def here(x=None, session=None):
    return factory().get(object, 1)  # plant: AL601


async def in_condition(x=None, session=None):
    if Session(sync_engine).scalar(text("SELECT 1")):  # plant: AL601
        return 1
    return [factory().execute(text("SELECT 1")) for _ in range(3)]  # plant: AL601


async def through(x=None, session=None):
    return helpers.direct(x, session)  # plant: AL601


async def aliased(x=None, session=None):
    found = other(x, session)  # plant: AL601
    return found


async def deep(x=None, session=None):
    for one in [1, 2]:
        deeper(one, session)  # plant: AL601


async def method(x=None, session=None):
    service = Service(session)
    return service.work(x)  # plant: AL601


async def of_class(x=None, session=None):
    return {"x": Service.made(x, session)}  # plant: AL601


async def nested(x=None, session=None):
    def inner():
        return Session(sync_engine).commit()

    return inner()  # plant: AL601


async def argument(x=None, session=None):
    print(deeper(1, session))  # plant: AL601


async def right(x=None, session=None):
    await asyncio.to_thread(other, x, session)
    await asyncio.get_running_loop().run_in_executor(None, deeper, x)
    await Service(session).inside(x)
    factory().add(x)


def endpoint(x=None, session=None):
    return factory().get(object, 1), deeper(x, session)


def counted():
    with factory() as session:
        return session.query(object).filter_by(id=1).count()


async def queried():
    return [("all", counted())]  # plant: AL601


async def listed():
    with factory() as session:
        return session.query(object).order_by("id").all()  # plant: AL601


async def written_down():
    with factory() as session:
        return session.query(object).order_by("id")
