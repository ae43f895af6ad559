import pytest
from sqlmodel import Session, SQLModel, create_engine

from tree import Folder, factorial, is_even_level, is_odd_level, path, total_size, walk


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Folder(id=1, name="집"))
        session.flush()
        session.add(Folder(id=2, parent_id=1, name="사진", size=3))
        session.add(Folder(id=3, parent_id=1, name="음악", size=4))
        session.flush()
        session.add(Folder(id=4, parent_id=2, name="여름", size=5))
        session.commit()
        yield session
    engine.dispose()


def test_tree(session):
    root = session.get(Folder, 1)
    assert total_size(session, root) == 12
    assert path(session, session.get(Folder, 4)) == "집/사진/여름"
    assert list(walk(session, root)) == ["집", "  사진", "    여름", "  음악"]
    assert is_even_level(session, session.get(Folder, 4))
    assert is_odd_level(session, session.get(Folder, 2))


def test_factorial():
    assert factorial(5) == 120
