import pytest
import requests

from fetch import pages
from fetch.db import Base, engine


class Response:
    text = "본문"


@pytest.fixture(autouse=True)
def tables(monkeypatch):
    monkeypatch.setattr(requests.Session, "get", lambda self, url, timeout: Response())
    Base.metadata.create_all(engine)
    yield
    Base.metadata.drop_all(engine)


def test_page():
    assert pages.page("/a") == "본문"
    assert pages.forget("/a") == 0
    assert pages.page("/a") == "본문"


def test_version():
    assert pages.version().startswith("3.")
