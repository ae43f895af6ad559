import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from music.models import Base, Playlist, Song
from music.service import PlaylistService


@pytest.fixture
async def factory(tmp_path):
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'music.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    factory = async_sessionmaker(engine, expire_on_commit=False)
    async with factory() as session:
        playlist = Playlist(name="출근길")
        playlist.songs.append(Song(title="봄날"))
        session.add(playlist)
        await session.commit()
    yield factory
    await engine.dispose()


async def test_titles(factory):
    async with factory() as session:
        assert await PlaylistService(session).titles("출근길") == ["봄날"]


async def test_add(factory):
    async with factory() as session:
        assert await PlaylistService(session).add("출근길", "밤편지") == 2
    async with factory() as session:
        assert sorted(await PlaylistService(session).titles("출근길")) == ["밤편지", "봄날"]
