import pytest
import requests

from fetch import pages
from fetch.db import Base, engine


class Response:
    text = "본문"


@pytest.fixture(autouse=True)
async def tables(monkeypatch):
    monkeypatch.setattr(requests.Session, "get", lambda self, url, timeout: Response())
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_page():
    assert await pages.page("/a") == "본문"
    assert pages.forget("/a") == 0
    assert await pages.page("/a") == "본문"


def test_version():
    assert pages.version().startswith("3.")
