import os
import subprocess


def direct(x=None, session=None):
    return subprocess.run(["ls"], check=True)


def deeper(x=None, session=None):
    if x:
        return direct(x, session)
    return None


class Service:
    def __init__(self, session=None) -> None:
        self.session = session

    def work(self, x=None):
        return subprocess.check_output(["ls"])

    async def inside(self, x=None):
        return self.work(x)  # plant: AL604

    @classmethod
    def made(cls, x=None, session=None):
        return cls(session).work(x)
