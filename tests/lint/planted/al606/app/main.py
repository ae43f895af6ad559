import csv
import io
import json
import asyncio

from app import helpers
from app.helpers import Service, deeper, direct as other
import shutil
from pathlib import Path


async def here(x=None, session=None):
    return shutil.copy("a", "b")  # plant: AL606


async def in_condition(x=None, session=None):
    if Path("spots.csv").write_bytes(b""):  # plant: AL606
        return 1
    return [Path("spots.csv").read_text() for _ in range(3)]  # plant: AL606


async def through(x=None, session=None):
    return helpers.direct(x, session)  # plant: AL606


async def aliased(x=None, session=None):
    found = other(x, session)  # plant: AL606
    return found


async def deep(x=None, session=None):
    for one in [1, 2]:
        deeper(one, session)  # plant: AL606


async def method(x=None, session=None):
    service = Service(session)
    return service.work(x)  # plant: AL606


async def of_class(x=None, session=None):
    return {"x": Service.made(x, session)}  # plant: AL606


async def nested(x=None, session=None):
    def inner():
        return open("spots.csv").read()

    return inner()  # plant: AL606


async def argument(x=None, session=None):
    print(deeper(1, session))  # plant: AL606


async def right(x=None, session=None):
    await asyncio.to_thread(other, x, session)
    await asyncio.get_running_loop().run_in_executor(None, deeper, x)
    await Service(session).inside(x)
    Path("spots.csv").with_suffix(".txt")


def endpoint(x=None, session=None):
    return shutil.copy("a", "b"), deeper(x, session)


def rows(path):
    with open(path, newline="") as lines:
        return list(csv.DictReader(lines))


async def imported():
    return rows("spots.csv")  # plant: AL606


async def settings():
    with Path("settings.json").open() as file:
        return json.load(file)  # plant: AL606


async def lines():
    found = []
    with open("spots.txt") as file:  # plant: AL606
        for line in file:
            found.append(line)
    return found


async def parsed(text):
    return json.loads(text), list(csv.reader(io.StringIO(text)))


async def seed(path):
    return rows(path)


async def seeded(path):
    print(await seed(path))


if __name__ == "__main__":
    asyncio.run(seeded("spots.csv"))
