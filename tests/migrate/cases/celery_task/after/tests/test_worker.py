import pytest

from worker.db import Base, Report, SessionLocal, engine, finish


@pytest.fixture
async def report_id():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with SessionLocal.begin() as session:
        report = Report()
        session.add(report)
        await session.flush()
        yield_id = report.id
    yield yield_id
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_finish(report_id):
    assert await finish(report_id) == "완료"


def test_the_task(report_id):
    pytest.importorskip("celery")
    from worker.tasks import add, finish_report

    assert finish_report.delay(report_id).get() == "완료"
    assert add(1, 2) == 3
