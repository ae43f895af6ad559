import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

import jobs.sender
from jobs.database import Base
from jobs.models import Mail


@pytest.fixture(autouse=True)
def session_factory(monkeypatch, tmp_path):
    test_engine = create_engine(f"sqlite:///{tmp_path}/jobs.db")
    Base.metadata.create_all(test_engine)
    factory = sessionmaker(bind=test_engine)
    monkeypatch.setattr(jobs.sender, "SessionLocal", factory)
    yield factory
    test_engine.dispose()


@pytest.fixture
def delivered(monkeypatch):
    addresses = []
    monkeypatch.setattr("jobs.sender.deliver", addresses.append)
    return addresses


def test_sends_each_once(session_factory, delivered):
    with session_factory() as db:
        db.add_all([Mail(address="a@example.com"), Mail(address="b@example.com", sent=True)])
        db.commit()
    assert jobs.sender.send_waiting_mails() == 1
    assert jobs.sender.send_waiting_mails() == 0
    assert delivered == ["a@example.com"]


def test_failure_leaves_it_waiting(session_factory, monkeypatch):
    def broken(address):
        raise OSError("메일 서버가 없다")

    monkeypatch.setattr(jobs.sender, "deliver", broken)
    with session_factory() as db:
        db.add(Mail(address="c@example.com"))
        db.commit()
    with pytest.raises(OSError):
        jobs.sender.send_waiting_mails()
    with session_factory() as db:
        assert db.query(Mail).one().sent is False


def test_fake_job(monkeypatch):
    monkeypatch.setattr(jobs.sender, "send_waiting_mails", lambda: 7)
    assert jobs.sender.send_waiting_mails() == 7
