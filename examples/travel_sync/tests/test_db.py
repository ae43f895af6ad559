import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, SQLModel, func, select

from travel import db
from travel.config import Settings, settings
from travel.main import app
from travel.models import AdministrativeDivision, Member
from travel.transaction import retry_on_deadlock, transaction


def count_divisions(session):
    return session.exec(select(func.count()).select_from(AdministrativeDivision)).one()


def test_init_db_inserts_the_divisions(session):
    assert count_divisions(session) == 245


def test_init_db_starts_again_from_nothing(engine, member, session):
    session.close()
    db.init_db()
    assert count_divisions(session) == 245
    assert session.exec(select(Member)).all() == []


def test_read_divisions_drops_duplicates():
    divisions = db.read_divisions(settings.division_csv)
    assert len(divisions) == 245
    assert [str(division) for division in divisions[:2]] == ["강원특별자치도", "강원특별자치도 강릉시"]


def test_check_tables(engine):
    assert set(SQLModel.metadata.tables) <= set(db.check_tables())


def test_check_tables_warns_about_a_missing_table(engine, caplog):
    SQLModel.metadata.tables["checklist"].drop(engine)
    assert "checklist" not in db.check_tables()
    assert "없는 테이블: checklist" in caplog.text
    SQLModel.metadata.create_all(engine)


def test_check_connection(engine):
    assert db.check_connection() == engine.dialect.name


def test_lifespan_creates_the_tables_of_an_empty_database(engine, session):
    SQLModel.metadata.drop_all(engine)
    with TestClient(app):
        pass
    assert count_divisions(session) == 245


def test_lifespan_keeps_what_is_there(engine, session, member):
    session.close()  # 앱이 끝나면서 풀을 비우므로 열린 연결을 남기지 않는다
    with TestClient(app):
        pass
    assert session.exec(select(func.count()).select_from(Member)).one() == 1


def test_get_session_closes_the_session(engine, monkeypatch):
    monkeypatch.setattr(db, "SessionLocal", lambda: Session(engine))
    generator = db.get_session()
    session = next(generator)
    session.exec(select(Member)).all()
    assert session.in_transaction()
    generator.close()
    assert not session.in_transaction()


def test_foreign_keys_are_checked(engine):
    with engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(text("INSERT INTO spot_tag (spot_id, name) VALUES (0, 'x')"))


def test_transaction_commits(engine, session, make_member):
    with transaction(session):
        session.add(make_member())
    with Session(engine) as other:
        assert len(other.exec(select(Member)).all()) == 1


def test_transaction_rolls_back(session, make_member):
    with pytest.raises(ZeroDivisionError), transaction(session):
        session.add(make_member())
        session.flush()
        1 / 0  # noqa: B018
    assert session.exec(select(Member)).all() == []


class FakeDeadlock(Exception):
    pass


def test_retry_on_deadlock(session):
    calls = []

    @retry_on_deadlock(wait=0)
    def work(session, value):
        calls.append(value)
        if len(calls) < 3:
            raise OperationalError("UPDATE", {}, FakeDeadlock(1213, "Deadlock found"))
        return value

    assert work(session, 7) == 7
    assert calls == [7, 7, 7]


def test_retry_on_deadlock_gives_up(session):
    calls = []

    @retry_on_deadlock(times=2, wait=0)
    def work(session):
        calls.append(1)
        raise OperationalError("UPDATE", {}, FakeDeadlock(1213, "Deadlock found"))

    with pytest.raises(OperationalError):
        work(session)
    assert len(calls) == 2


def test_other_errors_are_not_retried(session):
    calls = []

    @retry_on_deadlock(wait=0)
    def work(session):
        calls.append(1)
        raise OperationalError("SELECT", {}, FakeDeadlock(1054, "Unknown column"))

    with pytest.raises(OperationalError):
        work(session)
    assert len(calls) == 1


def test_settings_from_the_environment(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql+pymysql://travel:travel@127.0.0.1/travel")
    assert Settings(_env_file=None).database_url.startswith("mysql+pymysql://")
    monkeypatch.delenv("DATABASE_URL")
    assert Settings(_env_file=None).database_url == "sqlite:///./travel.db"
