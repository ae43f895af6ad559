import pytest
from httpx import ASGITransport, AsyncClient

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
async def db():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with SessionLocal() as db:
        db.add_all([Job(name="청소"), Job(name="정리")])
        await db.commit()
        yield db
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


@pytest.fixture
def client():
    return AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    )


async def test_a_job_is_finished_in_a_session_of_its_own(db):
    assert await run(db, 1) == "done"


async def test_waiting_sees_what_others_do(db):
    assert await wait(db, await db.get(Job, 1)) == 2


async def test_read_behind_another_session(db):
    job = await db.get(Job, 1)
    assert await run_and_read(db, job) == "done"

    async def interfere():
        await finish(1)
        async with SessionLocal() as own:
            (await own.get(Job, 1, populate_existing=True)).attempts = 7
            await own.commit()

    assert await start_over(db, job, interfere) == 8


async def test_two_sessions(db):
    async with SessionLocal() as other:
        job = await db.get(Job, 1)
        await db.rollback()
        same = await other.get(Job, 1)
        await other.rollback()
        same.state = "stopped"
        await db.refresh(job)
        assert job.state == "new"
        await db.rollback()
        await other.commit()
        await db.refresh(job)
        assert job.state == "stopped"


async def test_counts(db):
    assert await count_new(db) == [2, 0]


async def test_sql_text(db, client):
    await run(db, 1)
    assert (await client.post("/jobs/1/retry")).json() == {"state": "new", "attempts": 2}


async def test_the_app_changes_what_the_test_holds(db, client):
    job = await db.get(Job, 1)
    assert job.attempts == 0
    await db.commit()
    await client.post("/jobs/1/retry")
    await db.refresh(job)
    assert job.attempts == 1


async def test_the_app_deletes_what_the_test_holds(db, client):
    job = await db.get(Job, 1)
    assert job.name == "청소"
    await db.commit()
    await client.delete("/jobs/1")
    assert await db.get(Job, 1, populate_existing=True) is None


async def test_the_name_is_read_before_the_app_deletes_it(db, client):
    job = await db.get(Job, 1)
    assert job.name == "청소"
    await db.commit()
    assert (await client.get("/jobs")).json() == [1, 2]
    await db.refresh(job)
    assert (await client.delete(f"/jobs/{job.id}")).status_code == 204
    assert job.name == "청소"
