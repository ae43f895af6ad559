import asyncio

from alembic import command
from alembic.config import Config

from app import schema
from app.db import SessionLocal
from app.models import User


async def test_upgrade_and_downgrade():
    config = Config("alembic.ini")
    await asyncio.to_thread(command.upgrade, config, "head")
    async with SessionLocal() as session:
        assert (await session.get(User, 1)).name == "관리자"
    await asyncio.to_thread(command.downgrade, config, "base")


async def test_upgrade_on_a_connection_of_the_application():
    await schema.upgrade()
    async with SessionLocal() as session:
        assert (await session.get(User, 1)).name == "관리자"
    await asyncio.to_thread(command.downgrade, Config("alembic.ini"), "base")


def test_sql_without_a_connection(capsys):
    command.upgrade(Config("alembic.ini"), "head", sql=True)
    assert "CREATE TABLE users" in capsys.readouterr().out
