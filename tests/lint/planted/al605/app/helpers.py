import bcrypt
import hashlib
from passlib.context import CryptContext

passwords = CryptContext()


def direct(x=None, session=None):
    return passwords.verify("a", "b")


def deeper(x=None, session=None):
    if x:
        return direct(x, session)
    return None


class Service:
    def __init__(self, session=None) -> None:
        self.session = session

    def work(self, x=None):
        return bcrypt.hashpw(b"a", b"b")

    async def inside(self, x=None):
        return self.work(x)  # plant: AL605

    @classmethod
    def made(cls, x=None, session=None):
        return cls(session).work(x)
