"""AL602: a request to another service that blocks the loop."""

from __future__ import annotations

from aiolift.lint.blocking_rule import BlockingRule
from aiolift.lint.rule import Invalid, Valid


class BlockingRequest(BlockingRule):
    """`requests`, `httpx.get`, `urllib` and the SDKs of clouds wait for the other service with the whole thread. In an
    `async def` the event loop stands still for as long as that service takes, for seconds where it is slow. Use
    httpx's AsyncClient, or run the call in a thread.
    """

    code = "AL602"
    name = "blocking-request"
    source = "https://www.python-httpx.org/async/"
    waits = (
        "waits for another server",
        "waits for a mail server",
        "waits for a cloud service",
        "waits for the network",
    )
    invalid = (
        Invalid(
            """
import requests


def weather(city):
    return requests.get(f"https://weather.example/{city}").json()


async def show(city: str):
    return weather(city)
""",
            at=("weather(city)",),
        ),
    )
    valid = (
        Valid("""
import asyncio

import httpx
import requests
from redis import Redis


def weather(city):
    return requests.get(f"https://weather.example/{city}").json()


async def show(city: str):
    async with httpx.AsyncClient() as client:
        await client.get(f"https://weather.example/{city}")
    return await asyncio.to_thread(weather, city)


class Cache:
    def __init__(self, url: str):
        self.redis = Redis.from_url(url)


async def cached(city: str):
    return await asyncio.to_thread(Cache("redis://cache").redis.get, city)
"""),
        Valid("""
import socket
from contextlib import asynccontextmanager

from fastapi import FastAPI


async def announce():
    print(socket.gethostbyname("localhost"))


@asynccontextmanager
async def resources(app: FastAPI):
    await announce()
    yield


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with resources(app):
        yield


app = FastAPI(lifespan=lifespan)
"""),
    )
