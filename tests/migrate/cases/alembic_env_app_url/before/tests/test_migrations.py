from alembic import command
from alembic.config import Config

from app import schema
from app.db import SessionLocal
from app.models import User


def test_upgrade_and_downgrade():
    config = Config("alembic.ini")
    command.upgrade(config, "head")
    with SessionLocal() as session:
        assert session.get(User, 1).name == "관리자"
    command.downgrade(config, "base")


def test_upgrade_on_a_connection_of_the_application():
    schema.upgrade()
    with SessionLocal() as session:
        assert session.get(User, 1).name == "관리자"
    command.downgrade(Config("alembic.ini"), "base")


def test_sql_without_a_connection(capsys):
    command.upgrade(Config("alembic.ini"), "head", sql=True)
    assert "CREATE TABLE users" in capsys.readouterr().out
