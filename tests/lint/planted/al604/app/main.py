import asyncio

from app import helpers
from app.helpers import Service, deeper, direct as other
import os
import subprocess


async def here(x=None, session=None):
    return os.system("ls")  # plant: AL604


async def in_condition(x=None, session=None):
    if subprocess.Popen(["ls"]).wait():  # plant: AL604
        return 1
    return [subprocess.run(["ls"], check=True) for _ in range(3)]  # plant: AL604


async def through(x=None, session=None):
    return helpers.direct(x, session)  # plant: AL604


async def aliased(x=None, session=None):
    found = other(x, session)  # plant: AL604
    return found


async def deep(x=None, session=None):
    for one in [1, 2]:
        deeper(one, session)  # plant: AL604


async def method(x=None, session=None):
    service = Service(session)
    return service.work(x)  # plant: AL604


async def of_class(x=None, session=None):
    return {"x": Service.made(x, session)}  # plant: AL604


async def nested(x=None, session=None):
    def inner():
        return subprocess.check_output(["ls"])

    return inner()  # plant: AL604


async def argument(x=None, session=None):
    print(deeper(1, session))  # plant: AL604


async def right(x=None, session=None):
    await asyncio.to_thread(other, x, session)
    await asyncio.get_running_loop().run_in_executor(None, deeper, x)
    await Service(session).inside(x)
    await asyncio.create_subprocess_exec("ls")


def endpoint(x=None, session=None):
    return os.system("ls"), deeper(x, session)
