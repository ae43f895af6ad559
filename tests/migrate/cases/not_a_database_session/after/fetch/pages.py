import asyncio
import sqlite3

from fetch import db
from fetch.http import Cache, download, make_session

cache = Cache()


async def page(url: str) -> str:
    if text := cache.get(url):
        return text
    text = await db.get(url)
    if text is None:
        with make_session() as session:
            text = await asyncio.to_thread(download, session, url)
        await db.put(url, text)
    cache.add(url, text)
    cache.commit()
    return text


def forget(url: str) -> int:
    cache.delete(url)
    cache.execute(("delete", url))
    return cache.commit()


def version() -> str:
    connection = sqlite3.connect(":memory:")
    try:
        return connection.execute("SELECT sqlite_version()").fetchone()[0]
    finally:
        connection.close()
