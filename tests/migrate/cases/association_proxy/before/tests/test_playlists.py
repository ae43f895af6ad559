import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from music.models import Base, Playlist, Song
from music.service import PlaylistService


@pytest.fixture
def factory(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'music.db'}")
    Base.metadata.create_all(engine)
    factory = sessionmaker(engine)
    with factory() as session:
        playlist = Playlist(name="출근길")
        playlist.songs.append(Song(title="봄날"))
        session.add(playlist)
        session.commit()
    yield factory
    engine.dispose()


def test_titles(factory):
    with factory() as session:
        assert PlaylistService(session).titles("출근길") == ["봄날"]


def test_add(factory):
    with factory() as session:
        assert PlaylistService(session).add("출근길", "밤편지") == 2
    with factory() as session:
        assert sorted(PlaylistService(session).titles("출근길")) == ["밤편지", "봄날"]
