import logging

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from board import Base, Comment, User, dump, hide


@pytest.fixture
def factory():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    factory = sessionmaker(engine)
    with factory() as session:
        kim = User(name="김철수")
        session.add_all([Comment(text="안녕", user=kim), Comment(text="반가워", user=kim)])
        session.commit()
    return factory


def test_dump(factory):
    with factory() as session:
        assert dump(session) == "<Comment 1 by 김철수>\n<Comment 2 by 김철수>"


def test_hide_is_logged(factory, caplog):
    caplog.set_level(logging.INFO, logger="board")
    with factory() as session:
        hide(session, 1)
    assert "hiding <Comment 1 by 김철수>" in caplog.text
