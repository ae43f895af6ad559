from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from music.models import Playlist, Song


class PlaylistService:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def titles(self, name: str) -> list[str]:
        playlist = (await self.session.scalars(select(Playlist).where(Playlist.name == name))).one()
        return [song.title for song in playlist.songs]

    async def add(self, name: str, title: str) -> int:
        playlist = (await self.session.scalars(select(Playlist).where(Playlist.name == name))).one()
        playlist.songs.append(Song(title=title))
        await self.session.commit()
        return len(playlist.songs)
