import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, func, select
from travel import db
from travel.config import Settings
from travel.models import AdministrativeDivision, Member

from aiolift.errors import ReadOnlySessionError


async def count_divisions(session):
    return (await session.exec(select(func.count()).select_from(AdministrativeDivision))).one()


async def test_init_db_inserts_the_divisions(session):
    assert await count_divisions(session) == 245


async def test_init_db_starts_again_from_nothing(member, session):
    await session.close()
    await db.init_db()
    async with db.SessionLocal() as other:
        assert await count_divisions(other) == 245
        assert (await other.exec(select(Member))).all() == []


async def test_check_tables(session):
    assert set(SQLModel.metadata.tables) <= set(await db.check_tables())


async def test_check_tables_warns_about_a_missing_table(session, caplog):
    async with db.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.tables["checklist"].drop)
    assert "checklist" not in await db.check_tables()
    assert "없는 테이블: checklist" in caplog.text
    await db.db.create_tables()


async def test_check_connection(session):
    assert await db.check_connection() == db.engine.dialect.name


async def test_main_lists_the_tables(session, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["travel.db"])
    assert await db.main() == 0
    assert " - administrative_division" in capsys.readouterr().out


async def test_a_session_commits_at_its_end(session, make_member):
    async with db.SessionLocal() as own:
        own.add(make_member())
    assert len((await session.exec(select(Member))).all()) == 1


async def test_a_session_rolls_back_on_an_error(session, make_member):
    async def work():
        async with db.SessionLocal() as own:
            own.add(make_member())
            await own.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await work()
    assert (await session.exec(select(Member))).all() == []


async def test_a_read_session_does_not_write(session, make_member):
    with pytest.raises(ReadOnlySessionError):
        async with db.db.reader() as reader:
            reader.add(make_member())


async def test_foreign_keys_are_checked(session):
    async with db.engine.connect() as connection:
        with pytest.raises(IntegrityError):
            await connection.execute(text("INSERT INTO spot_tag (spot_id, name) VALUES (0, 'x')"))


def test_settings_from_the_environment(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://travel:travel@127.0.0.1/travel")
    assert Settings(_env_file=None).database_url.startswith("mysql://")
    monkeypatch.delenv("DATABASE_URL")
    assert Settings(_env_file=None).database_url == "sqlite:///./travel.db"
