from sqlalchemy import Column, Integer, String, Text, select
from sqlalchemy.orm import Session, declarative_base, defer, deferred

Base = declarative_base()


class Article(Base):
    __tablename__ = "articles"

    id = Column(Integer, primary_key=True)
    title = Column(String(200))
    summary = Column(String(500))
    body = deferred(Column(Text))  # 본문은 커서 필요할 때만


def read_article(db: Session, article_id: int) -> dict:
    article = db.get(Article, article_id)
    return {"title": article.title, "body": article.body}


def word_counts(db: Session) -> dict[str, int]:
    articles = db.scalars(select(Article).order_by(Article.id)).all()
    return {a.title: len(a.body.split()) for a in articles}


def titles(db: Session) -> list[str]:
    """제목만 쓴다."""
    return [a.title for a in db.scalars(select(Article).options(defer(Article.summary)))]
