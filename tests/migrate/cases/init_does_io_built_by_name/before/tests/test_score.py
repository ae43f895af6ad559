from sqlmodel import Session, SQLModel, create_engine

from score import record


def test_record():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        assert record(session, "나리", 3) == 1
    engine.dispose()
