import asyncio

from app import helpers
from app.helpers import Service, deeper, direct as other
import bcrypt
import hashlib
from passlib.context import CryptContext

passwords = CryptContext()


async def here(x=None, session=None):
    return hashlib.pbkdf2_hmac("sha256", b"a", b"b", 1)  # plant: AL605


async def in_condition(x=None, session=None):
    if passwords.hash("a"):  # plant: AL605
        return 1
    return [passwords.verify("a", "b") for _ in range(3)]  # plant: AL605


async def through(x=None, session=None):
    return helpers.direct(x, session)  # plant: AL605


async def aliased(x=None, session=None):
    found = other(x, session)  # plant: AL605
    return found


async def deep(x=None, session=None):
    for one in [1, 2]:
        deeper(one, session)  # plant: AL605


async def method(x=None, session=None):
    service = Service(session)
    return service.work(x)  # plant: AL605


async def of_class(x=None, session=None):
    return {"x": Service.made(x, session)}  # plant: AL605


async def nested(x=None, session=None):
    def inner():
        return bcrypt.hashpw(b"a", b"b")

    return inner()  # plant: AL605


async def argument(x=None, session=None):
    print(deeper(1, session))  # plant: AL605


async def right(x=None, session=None):
    await asyncio.to_thread(other, x, session)
    await asyncio.get_running_loop().run_in_executor(None, deeper, x)
    await Service(session).inside(x)
    hashlib.sha256(b"a").hexdigest()


def endpoint(x=None, session=None):
    return hashlib.pbkdf2_hmac("sha256", b"a", b"b", 1), deeper(x, session)
