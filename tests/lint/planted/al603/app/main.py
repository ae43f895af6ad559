import asyncio

from app import helpers
from app.helpers import Service, deeper, direct as other
import time
from time import sleep as pause


async def here(x=None, session=None):
    return time.sleep(1)  # plant: AL603


async def in_condition(x=None, session=None):
    if pause(2):  # plant: AL603
        return 1
    return [time.sleep(1) for _ in range(3)]  # plant: AL603


async def through(x=None, session=None):
    return helpers.direct(x, session)  # plant: AL603


async def aliased(x=None, session=None):
    found = other(x, session)  # plant: AL603
    return found


async def deep(x=None, session=None):
    for one in [1, 2]:
        deeper(one, session)  # plant: AL603


async def method(x=None, session=None):
    service = Service(session)
    return service.work(x)  # plant: AL603


async def of_class(x=None, session=None):
    return {"x": Service.made(x, session)}  # plant: AL603


async def nested(x=None, session=None):
    def inner():
        return pause(2)

    return inner()  # plant: AL603


async def argument(x=None, session=None):
    print(deeper(1, session))  # plant: AL603


async def right(x=None, session=None):
    await asyncio.to_thread(other, x, session)
    await asyncio.get_running_loop().run_in_executor(None, deeper, x)
    await Service(session).inside(x)
    await asyncio.sleep(1)


def endpoint(x=None, session=None):
    return time.sleep(1), deeper(x, session)
