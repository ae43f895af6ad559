from sqlalchemy import select
from sqlalchemy.orm import Session

from music.models import Playlist, Song


class PlaylistService:
    def __init__(self, session: Session):
        self.session = session

    def titles(self, name: str) -> list[str]:
        playlist = self.session.scalars(select(Playlist).where(Playlist.name == name)).one()
        return [song.title for song in playlist.songs]

    def add(self, name: str, title: str) -> int:
        playlist = self.session.scalars(select(Playlist).where(Playlist.name == name)).one()
        playlist.songs.append(Song(title=title))
        self.session.commit()
        return len(playlist.songs)
