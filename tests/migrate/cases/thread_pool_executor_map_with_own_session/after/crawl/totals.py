import asyncio
from concurrent.futures import ThreadPoolExecutor

from crawl.db import PageRepository, Session, size_of


def clean(url: str) -> str:
    return url.strip().lower()


async def total(urls: list[str]) -> int:
    with ThreadPoolExecutor() as executor:
        cleaned = list(executor.map(clean, urls))
    # 스레드마다 자기 세션을 연다
    limit = asyncio.Semaphore(4)

    async def limited(url):
        async with limit:
            return await size_of(url)

    return sum(await asyncio.gather(*[limited(url) for url in cleaned]))


async def histogram(bounds: list[int]) -> dict[int, int]:
    limit = asyncio.Semaphore(2)

    async def limited(bound):
        async with limit:
            return await PageRepository(Session()).longer_than(bound)

    counts = await asyncio.gather(*[limited(bound) for bound in bounds])
    return dict(zip(bounds, counts))
