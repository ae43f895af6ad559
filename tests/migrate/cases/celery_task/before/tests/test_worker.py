import pytest

from worker.db import Base, Report, SessionLocal, engine, finish


@pytest.fixture
def report_id():
    Base.metadata.create_all(engine)
    with SessionLocal.begin() as session:
        report = Report()
        session.add(report)
        session.flush()
        yield_id = report.id
    yield yield_id
    Base.metadata.drop_all(engine)


def test_finish(report_id):
    assert finish(report_id) == "완료"


def test_the_task(report_id):
    pytest.importorskip("celery")
    from worker.tasks import add, finish_report

    assert finish_report.delay(report_id).get() == "완료"
    assert add(1, 2) == 3
