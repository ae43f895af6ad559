from sqlmodel import Session, SQLModel, create_engine

from service.counter import Counter, increment

engine = create_engine("sqlite://")


def setup_module(module):
    SQLModel.metadata.create_all(engine)


def teardown_module(module):
    engine.dispose()


def test_increment():
    with Session(engine) as session:
        assert increment(session, "방문") == 1
        assert increment(session, "방문") == 2


def test_still_there():
    """앞의 테스트가 쓴 것이 남아 있다."""
    with Session(engine) as session:
        assert session.get(Counter, "방문").value == 2
