import time
from time import sleep as pause


def direct(x=None, session=None):
    return time.sleep(1)


def deeper(x=None, session=None):
    if x:
        return direct(x, session)
    return None


class Service:
    def __init__(self, session=None) -> None:
        self.session = session

    def work(self, x=None):
        return pause(2)

    async def inside(self, x=None):
        return self.work(x)  # plant: AL603

    @classmethod
    def made(cls, x=None, session=None):
        return cls(session).work(x)
