import pytest
from sqlmodel import SQLModel

from audit.db import count_events, engine
from audit.writer import AuditWriter


@pytest.fixture
def writer():
    SQLModel.metadata.create_all(engine)
    writer = AuditWriter()
    writer.start()
    yield writer
    SQLModel.metadata.drop_all(engine)


def test_events_are_written(writer):
    writer.write("로그인")
    writer.write("로그아웃")
    writer.stop()
    assert count_events() == 2
