import pytest
from alembic import command
from alembic.config import Config

from wiki import titles


@pytest.fixture(scope="module")
def migrated():
    config = Config("alembic.ini")
    command.upgrade(config, "head")
    yield
    command.downgrade(config, "base")


async def test_titles(migrated):
    assert await titles() == ["대문"]
