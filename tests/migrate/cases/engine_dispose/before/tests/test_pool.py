import pytest

from pool import EngineHolder, after_fork, status


@pytest.fixture(params=[True, False])
def holder(request, tmp_path):
    holder = EngineHolder(f"sqlite:///{tmp_path}/a.db", small=request.param)
    yield holder
    holder.close()


def test_ping(holder):
    assert holder.ping()
    after_fork(holder)
    assert holder.ping()


def test_replace(holder, tmp_path):
    first = holder.engine
    holder.replace(f"sqlite:///{tmp_path}/b.db")
    assert holder.engine is not first
    assert holder.engine.url.database.endswith("b.db")
    assert holder.ping()


def test_status(holder):
    assert status(holder).startswith("sqlite: ")
