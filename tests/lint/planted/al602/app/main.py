import asyncio

from app import helpers
from app.helpers import Service, deeper, direct as other
import httpx
import requests
from urllib.request import urlopen


async def here(x=None, session=None):
    return urlopen("https://weather.example/")  # plant: AL602


async def in_condition(x=None, session=None):
    if requests.Session().get("https://weather.example/"):  # plant: AL602
        return 1
    return [requests.get("https://weather.example/") for _ in range(3)]  # plant: AL602


async def through(x=None, session=None):
    return helpers.direct(x, session)  # plant: AL602


async def aliased(x=None, session=None):
    found = other(x, session)  # plant: AL602
    return found


async def deep(x=None, session=None):
    for one in [1, 2]:
        deeper(one, session)  # plant: AL602


async def method(x=None, session=None):
    service = Service(session)
    return service.work(x)  # plant: AL602


async def of_class(x=None, session=None):
    return {"x": Service.made(x, session)}  # plant: AL602


async def nested(x=None, session=None):
    def inner():
        return httpx.post("https://weather.example/")

    return inner()  # plant: AL602


async def argument(x=None, session=None):
    print(deeper(1, session))  # plant: AL602


async def right(x=None, session=None):
    await asyncio.to_thread(other, x, session)
    await asyncio.get_running_loop().run_in_executor(None, deeper, x)
    await Service(session).inside(x)
    async with httpx.AsyncClient() as client:
        await client.get("https://weather.example/")


def endpoint(x=None, session=None):
    return urlopen("https://weather.example/"), deeper(x, session)
