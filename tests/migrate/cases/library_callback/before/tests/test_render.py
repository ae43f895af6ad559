import pytest
from sqlmodel import Session, SQLModel, create_engine

from letters.db import Placeholder
from letters.render import fill, letter, lines


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Placeholder(name="name", text="가람"), Placeholder(name="object", text="물건")])
        session.commit()
        yield session
    engine.dispose()


def test_fill(session):
    assert fill(session, "안녕, {name}! {x}") == "안녕, 가람! <x?>"


def test_letter(session):
    text = letter(session, "{name}", {"tags": {"b", "a"}, "thing": object()})
    assert text == '가람\n{"tags": ["a", "b"], "thing": "물건"}'


def test_lines(session):
    assert lines(session, ["{name}", "{object}"]) == "가람\n물건"
