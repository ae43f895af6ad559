from sqlmodel import Session, SQLModel, create_engine

from rates import Rate, set_rate


def test_set_rate():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        set_rate(session, "USD", 1300)
        assert session.get(Rate, "USD").won == 1300
    engine.dispose()
