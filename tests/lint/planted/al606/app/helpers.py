import shutil
from pathlib import Path


def direct(x=None, session=None):
    return Path("spots.csv").read_text()


def deeper(x=None, session=None):
    if x:
        return direct(x, session)
    return None


class Service:
    def __init__(self, session=None) -> None:
        self.session = session

    def work(self, x=None):
        return open("spots.csv").read()

    async def inside(self, x=None):
        return self.work(x)  # plant: AL606

    @classmethod
    def made(cls, x=None, session=None):
        return cls(session).work(x)
