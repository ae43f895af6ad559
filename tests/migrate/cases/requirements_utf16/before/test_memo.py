import pytest

from memo import Base, SessionLocal, connect, save


@pytest.fixture
def db():
    engine = connect("sqlite://")
    Base.metadata.create_all(engine)
    db = SessionLocal(bind=engine)
    yield db
    db.close()


def test_save(db):
    memo = save(db, "우유 사기")
    assert (memo.id, memo.text) == (1, "우유 사기")
