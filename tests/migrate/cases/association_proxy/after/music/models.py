from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Song(Base):
    __tablename__ = "song"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class PlaylistEntry(Base):
    __tablename__ = "playlist_entry"

    playlist_id: Mapped[int] = mapped_column(ForeignKey("playlist.id"), primary_key=True)
    song_id: Mapped[int] = mapped_column(ForeignKey("song.id"), primary_key=True)
    song: Mapped[Song] = relationship(lazy="selectin")

    def __init__(self, song: Song | None = None):
        self.song = song


class Playlist(Base):
    __tablename__ = "playlist"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    entries: Mapped[list[PlaylistEntry]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    # 노래 목록에 바로 접근
    songs: AssociationProxy[list[Song]] = association_proxy("entries", "song")
