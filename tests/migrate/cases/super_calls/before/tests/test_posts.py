import pytest
from sqlmodel import Session, SQLModel, create_engine, select

from crud.models import AuditLog, Post
from crud.posts import post


@pytest.fixture
def db():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_create_is_audited(db):
    created = post.create(db, obj_in={"title": "  안녕 ", "deleted": None})
    assert created.title == "안녕"
    assert [log.action for log in db.exec(select(AuditLog))] == [f"create {created.id}"]


def test_remove_hides_then_deletes(db):
    created = post.create(db, obj_in={"title": "a"})
    post.remove(db, id=created.id)
    assert post.get_multi(db) == []
    assert db.get(Post, created.id) is not None
    post.remove(db, id=created.id, hard=True)
    assert db.get(Post, created.id) is None
