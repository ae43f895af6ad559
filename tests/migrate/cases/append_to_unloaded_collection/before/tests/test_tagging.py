import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from notes.models import Attachment, Base, Note, Tag
from notes.tagging import add_tag, attach, remove_tag, replace_attachments


@pytest.fixture
def make_session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    make_session = sessionmaker(bind=engine)
    with make_session() as session:
        session.add(Note(text="장보기", tags=[Tag(name="집")]))
        session.commit()
    yield make_session
    engine.dispose()


def tags_of(session, note_id):
    query = select(Tag.name).join(Tag.notes).where(Note.id == note_id).order_by(Tag.name)
    return session.scalars(query).all()


def test_add_tag(make_session):
    with make_session() as session:
        add_tag(session, 1, "급함")
        add_tag(session, 1, "집")
    with make_session() as session:
        assert tags_of(session, 1) == ["급함", "집"]


def test_remove_tag(make_session):
    with make_session() as session:
        assert remove_tag(session, 1, "집") is True
        assert remove_tag(session, 1, "집") is False
    with make_session() as session:
        assert tags_of(session, 1) == []


def test_attachments(make_session):
    with make_session() as session:
        attach(session, 1, "a.png")
        attach(session, 1, "b.png")
    with make_session() as session:
        replace_attachments(session, 1, ["c.png"])
    with make_session() as session:
        assert session.scalars(select(Attachment.path)).all() == ["c.png"]
