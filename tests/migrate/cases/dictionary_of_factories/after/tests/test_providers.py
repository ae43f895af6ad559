import pytest
from sqlmodel import SQLModel

from app.providers import engine, provide, providers, remind_everyone


@pytest.fixture(autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)


async def test_remind_everyone(monkeypatch):
    mailer = provide("mailer")
    monkeypatch.setitem(providers, "mailer", lambda: mailer)
    orders = provide("orders")
    await orders.place("김씨")
    await orders.place("이씨")
    assert await remind_everyone() == 2
    assert mailer.sent == ["김씨", "이씨"]
    await orders.session.close()
