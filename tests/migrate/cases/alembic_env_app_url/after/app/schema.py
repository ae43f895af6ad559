from alembic import command
from alembic.config import Config

from app.db import engine


async def upgrade(revision: str = "head") -> None:
    config = Config("alembic.ini")
    async with engine.begin() as connection:
        config.attributes["connection"] = connection.sync_connection
        await connection.run_sync(lambda _: command.upgrade(config, revision))
