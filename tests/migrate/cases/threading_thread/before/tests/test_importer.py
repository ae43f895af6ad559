import pytest

from importer import Base, engine, import_both, progress


@pytest.fixture(autouse=True)
def tables():
    Base.metadata.create_all(engine)
    yield
    Base.metadata.drop_all(engine)


def test_both():
    assert import_both(["가", "나"], ["다"]) == 3
    assert progress == ["both"]
