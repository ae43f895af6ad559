from alembic import command
from alembic.config import Config

from app.db import engine


def upgrade(revision: str = "head") -> None:
    config = Config("alembic.ini")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
