import pytest
from fastapi.testclient import TestClient

from jobs import (
    Base,
    Job,
    SessionLocal,
    app,
    count_new,
    engine,
    finish,
    run,
    run_and_read,
    start_over,
    wait,
)


@pytest.fixture
def db():
    Base.metadata.create_all(engine)
    with SessionLocal() as db:
        db.add_all([Job(name="청소"), Job(name="정리")])
        db.commit()
        yield db
    Base.metadata.drop_all(engine)


@pytest.fixture
def client():
    return TestClient(app)


def test_a_job_is_finished_in_a_session_of_its_own(db):
    assert run(db, 1) == "done"


def test_waiting_sees_what_others_do(db):
    assert wait(db, db.get(Job, 1)) == 2


def test_read_behind_another_session(db):
    job = db.get(Job, 1)
    assert run_and_read(db, job) == "done"

    def interfere():
        finish(1)
        with SessionLocal() as own:
            own.get(Job, 1).attempts = 7
            own.commit()

    assert start_over(db, job, interfere) == 8


def test_two_sessions(db):
    with SessionLocal() as other:
        job = db.get(Job, 1)
        db.rollback()
        same = other.get(Job, 1)
        other.rollback()
        same.state = "stopped"
        assert job.state == "new"
        db.rollback()
        other.commit()
        assert job.state == "stopped"


def test_counts(db):
    assert count_new(db) == [2, 0]


def test_sql_text(db, client):
    run(db, 1)
    assert client.post("/jobs/1/retry").json() == {"state": "new", "attempts": 2}


def test_the_app_changes_what_the_test_holds(db, client):
    job = db.get(Job, 1)
    assert job.attempts == 0
    db.commit()
    client.post("/jobs/1/retry")
    assert job.attempts == 1


def test_the_app_deletes_what_the_test_holds(db, client):
    job = db.get(Job, 1)
    assert job.name == "청소"
    db.commit()
    client.delete("/jobs/1")
    assert db.get(Job, 1) is None


def test_the_name_is_read_before_the_app_deletes_it(db, client):
    job = db.get(Job, 1)
    assert job.name == "청소"
    db.commit()
    assert client.get("/jobs").json() == [1, 2]
    assert client.delete(f"/jobs/{job.id}").status_code == 204
    assert job.name == "청소"
