"""A small service that is run on SQLite as it is, and again as it is after its migration."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiolift.migrate.run import migrate

if TYPE_CHECKING:
    from pathlib import Path

MODELS = """\
from sqlalchemy import Column, ForeignKey, Integer, String, Text, create_engine, delete, func, select, update
from sqlalchemy.orm import Session, declarative_base, deferred, joinedload, relationship

Base = declarative_base()


class Author(Base):
    __tablename__ = "authors"
    id = Column(Integer, primary_key=True)
    name = Column(String(50))
    mentor_id = Column(Integer, ForeignKey("authors.id"))
    mentor = relationship("Author", remote_side=[id])
    posts = relationship("Post", back_populates="author", order_by="Post.id", cascade="all, delete-orphan")
    notes = relationship("Note", lazy="dynamic")

    @property
    def label(self):
        return f"{self.name} {[tag.word for tag in self.tags]}"


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    title = Column(String(50))
    body = deferred(Column(Text))
    state = Column(String(10), server_default="new")
    author_id = Column(Integer, ForeignKey("authors.id"))
    author = relationship("Author", back_populates="posts")


class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)
    word = Column(String(50))
    author_id = Column(Integer, ForeignKey("authors.id"))
    owner = relationship(Author, backref="tags")


class Note(Base):
    __tablename__ = "notes"
    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey("authors.id"))


"""
RUN = """

def run():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as db:
        posts = [Post(title="진달래꽃", body="나 보기가"), Post(title="산유화", body="산에는")]
        kim = Author(name="김소월", posts=posts)
        db.add_all([kim, Author(name="윤동주", mentor=kim), Tag(word="시", owner=kim)])
        db.commit()
        db.add_all([Note(author_id=1), Note(author_id=1)])
        db.commit()
    with Session(engine) as db:
        found = work(db)
    engine.dispose()
    return found
"""


def both(root: Path, work: str, requirements: str = "", models: str = MODELS) -> tuple[Any, Any, str]:
    """Run `work(db)` before and after its migration; return both results, and the text afterwards."""
    before = models + work + RUN
    (root / "app.py").write_text(before, encoding="utf-8")
    (root / "requirements.txt").write_text(requirements, encoding="utf-8")
    [change] = [change for change in migrate(root, driver="aiosqlite").changes if change.name.name == "app.py"]
    after = change.after.decode()
    sync: dict[str, Any] = {"__name__": "before"}
    exec(compile(before, "before.py", "exec", dont_inherit=True), sync)
    migrated: dict[str, Any] = {"__name__": "after"}
    exec(compile(after, "after.py", "exec", dont_inherit=True), migrated)
    return sync["run"](), asyncio.run(migrated["run"]()), after
