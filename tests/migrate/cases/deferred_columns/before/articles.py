from operator import attrgetter

from sqlalchemy import Column, ForeignKey, Integer, String, Text, func, select
from sqlalchemy.orm import Session, column_property, declarative_base, defer, deferred, relationship

Base = declarative_base()


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
    memo = deferred(Column(Text, default=""))
    article_id = Column(ForeignKey("articles.id"))
    article = relationship("Article", back_populates="notes")

    def as_dict(self) -> dict:
        return {column.name: getattr(self, column.name) for column in self.__table__.columns}


# 클래스 아래에서 더한다
Article.notes = relationship("Note", back_populates="article", cascade="all, delete-orphan")
Article.note_count = column_property(
    select(func.count(Note.id)).where(Note.article_id == Article.id).scalar_subquery(), deferred=True
)


def read_article(db: Session, article_id: int) -> dict:
    article = db.get(Article, article_id)
    return {"title": article.title, "body": article.body}


def word_counts(db: Session) -> dict[str, int]:
    articles = db.scalars(select(Article).order_by(Article.id)).all()
    return {a.title: len(a.body.split()) for a in articles}


def titles(db: Session) -> list[str]:
    """제목만 쓴다."""
    return [a.title for a in db.scalars(select(Article).options(defer(Article.summary)))]


def count_notes(db: Session) -> list[int]:
    return [article.note_count for article in db.scalars(select(Article).order_by(Article.id))]


def add_note(db: Session, article_id: int, text: str) -> tuple[int, int]:
    article = db.get(Article, article_id)
    note = Note(text=text)
    article.notes.append(note)
    db.commit()
    return note.id, len(article.notes)


def drop_note(db: Session, note_id: int) -> Note:
    note = db.get(Note, note_id)
    note.article.notes.remove(note)
    db.commit()
    return note


def by_title(db: Session) -> list[dict]:
    return [note.as_dict() for note in sorted(db.scalars(select(Note)).all(), key=attrgetter("article.title"))]
