import pytest
from sqlmodel import Session, SQLModel, create_engine

from store.stores import DatabaseFlagStore, LoudMemoryFlagStore, MemoryFlagStore, rollout


@pytest.fixture
def database_store():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield DatabaseFlagStore(session)
    engine.dispose()


def test_database(database_store):
    assert rollout(database_store, [" New-UI ", "dark"]) == 2
    assert database_store.all_enabled("new-ui", "DARK")
    assert rollout(database_store, ["dark"]) == 0


@pytest.mark.parametrize("store", [MemoryFlagStore(), LoudMemoryFlagStore()])
def test_memory(store):
    assert rollout(store, ["a", "a", "b"]) == 2
    assert not store.all_enabled("a", "c")
