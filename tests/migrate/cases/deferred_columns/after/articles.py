from operator import attrgetter

from sqlalchemy import Column, ForeignKey, Integer, String, Text, func, select
from sqlalchemy.ext.asyncio import AsyncAttrs, AsyncSession
from sqlalchemy.orm import column_property, declarative_base, defer, deferred, relationship, undefer

Base = declarative_base(cls=AsyncAttrs)


class Article(Base):
    __tablename__ = "articles"

    id = Column(Integer, primary_key=True)
    title = Column(String(200))
    summary = Column(String(500))
    body = deferred(Column(Text))  # 본문은 커서 필요할 때만


class Note(Base):
    __tablename__ = "notes"

    id = Column(Integer, primary_key=True)
    text = Column(String(200))
    memo = Column(Text, default="")
    article_id = Column(ForeignKey("articles.id"))
    article = relationship("Article", back_populates="notes", lazy="selectin")

    def as_dict(self) -> dict:
        return {column.name: getattr(self, column.name) for column in self.__table__.columns}


# 클래스 아래에서 더한다
Article.notes = relationship("Note", back_populates="article", cascade="all, delete-orphan")
Article.note_count = column_property(
    select(func.count(Note.id)).where(Note.article_id == Article.id).scalar_subquery(), deferred=True
)


async def read_article(db: AsyncSession, article_id: int) -> dict:
    article = await db.get(Article, article_id)
    return {"title": article.title, "body": await article.awaitable_attrs.body}


async def word_counts(db: AsyncSession) -> dict[str, int]:
    articles = (await db.scalars(select(Article).options(undefer(Article.body)).order_by(Article.id))).all()
    return {a.title: len(a.body.split()) for a in articles}


async def titles(db: AsyncSession) -> list[str]:
    """제목만 쓴다."""
    return [a.title for a in await db.scalars(select(Article).options(defer(Article.summary)))]


async def count_notes(db: AsyncSession) -> list[int]:
    return [article.note_count for article in await db.scalars(select(Article).options(undefer(Article.note_count)).order_by(Article.id))]


async def add_note(db: AsyncSession, article_id: int, text: str) -> tuple[int, int]:
    article = await db.get(Article, article_id)
    note = Note(text=text)
    (await article.awaitable_attrs.notes).append(note)
    await db.commit()
    await db.refresh(article)
    await db.refresh(note)
    return note.id, len(await article.awaitable_attrs.notes)


async def drop_note(db: AsyncSession, note_id: int) -> Note:
    note = await db.get(Note, note_id)
    (await (await note.awaitable_attrs.article).awaitable_attrs.notes).remove(note)
    await db.commit()
    if note in db:
        await db.refresh(note)
    return note


async def by_title(db: AsyncSession) -> list[dict]:
    return [note.as_dict() for note in sorted((await db.scalars(select(Note))).all(), key=attrgetter("article.title"))]
