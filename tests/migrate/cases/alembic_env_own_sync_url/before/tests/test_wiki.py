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


def test_titles(migrated):
    assert titles() == ["대문"]
