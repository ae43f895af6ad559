import io

import pytest
from sqlmodel import Session, SQLModel, create_engine

import export


@pytest.fixture
def session(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/readings.db")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(export.Reading(sensor="온도" if i % 2 else "습도", value=i) for i in range(5))
        session.commit()
        yield session
    engine.dispose()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_export(session):
    out = io.StringIO()
    assert export.to_csv(session, out) == 5
    assert out.getvalue().splitlines()[:2] == ["센서,값", "습도,0.0"]
    assert export.legacy_total(session) == 10


def test_rows(session):
    assert list(export.rows(session))[-1] == ("습도", 4.0)
    assert export.batches(session) == [[0, 1], [2, 3], [4]]
    assert export.sensors(session) == {"온도", "습도"}
