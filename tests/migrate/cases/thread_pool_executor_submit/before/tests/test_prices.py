from sqlmodel import Session, SQLModel

from sync_prices import Price, engine, save_all


def test_save_all():
    SQLModel.metadata.create_all(engine)
    assert save_all({"a": 1, "b": -1, "c": 3}) == (["a", "c"], ["b"])
    with Session(engine) as session:
        assert session.get(Price, "c").won == 3
    SQLModel.metadata.drop_all(engine)
