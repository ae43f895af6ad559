import pytest
from sqlmodel import SQLModel

from app.providers import engine, provide, providers, remind_everyone


@pytest.fixture(autouse=True)
def tables():
    SQLModel.metadata.create_all(engine)
    yield
    SQLModel.metadata.drop_all(engine)


def test_remind_everyone(monkeypatch):
    mailer = provide("mailer")
    monkeypatch.setitem(providers, "mailer", lambda: mailer)
    orders = provide("orders")
    orders.place("김씨")
    orders.place("이씨")
    assert remind_everyone() == 2
    assert mailer.sent == ["김씨", "이씨"]
    orders.session.close()
