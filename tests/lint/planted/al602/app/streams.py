import httpx
import requests


class Weather:
    @property
    def now(self):
        return requests.get("https://weather.example/now").json()

    @property
    def url(self):
        return "https://weather.example/"


async def read():
    return Weather().now  # plant: AL602


async def streamed():
    with httpx.stream("GET", "https://weather.example/") as response:  # plant: AL602
        return response.status_code


async def right():
    async with httpx.AsyncClient() as client, client.stream("GET", Weather().url) as response:
        return await response.aread()
