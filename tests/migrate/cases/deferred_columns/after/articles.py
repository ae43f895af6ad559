from sqlalchemy import Column, Integer, String, Text, select
from sqlalchemy.ext.asyncio import AsyncAttrs, AsyncSession
from sqlalchemy.orm import declarative_base, defer, deferred, undefer

Base = declarative_base(cls=AsyncAttrs)


class Article(Base):
    __tablename__ = "articles"

    id = Column(Integer, primary_key=True)
    title = Column(String(200))
    summary = Column(String(500))
    body = deferred(Column(Text))  # 본문은 커서 필요할 때만


async def read_article(db: AsyncSession, article_id: int) -> dict:
    article = await db.get(Article, article_id)
    return {"title": article.title, "body": await article.awaitable_attrs.body}


async def word_counts(db: AsyncSession) -> dict[str, int]:
    articles = (await db.scalars(select(Article).options(undefer(Article.body)).order_by(Article.id))).all()
    return {a.title: len(a.body.split()) for a in articles}


async def titles(db: AsyncSession) -> list[str]:
    """제목만 쓴다."""
    return [a.title for a in await db.scalars(select(Article).options(defer(Article.summary)))]
