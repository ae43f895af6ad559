import httpx
import requests
from urllib.request import urlopen


def direct(x=None, session=None):
    return requests.get("https://weather.example/")


def deeper(x=None, session=None):
    if x:
        return direct(x, session)
    return None


class Service:
    def __init__(self, session=None) -> None:
        self.session = session

    def work(self, x=None):
        return httpx.post("https://weather.example/")

    async def inside(self, x=None):
        return self.work(x)  # plant: AL602

    @classmethod
    def made(cls, x=None, session=None):
        return cls(session).work(x)
