from typing import Annotated

from fastapi import Depends, Header, HTTPException
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database import Article, get_db


class Pagination:
    def __init__(self, page: int = 1, size: int = 2):
        self.limit = size
        self.offset = (page - 1) * size


class ArticleService:
    def __init__(self, db: Annotated[Session, Depends(get_db)], pagination: Annotated[Pagination, Depends()]):
        self.db = db
        self.pagination = pagination

    def page(self):
        query = select(Article).order_by(Article.id).limit(self.pagination.limit).offset(self.pagination.offset)
        return self.db.execute(query).scalars().all()

    def create(self, title: str) -> Article:
        article = Article(title=title)
        self.db.add(article)
        self.db.commit()
        self.db.refresh(article)
        return article


class ArticleLimit:
    """호출할 수 있는 객체를 의존성으로 쓴다."""

    def __init__(self, most: int):
        self.most = most

    def __call__(self, db: Session = Depends(get_db), x_admin: str | None = Header(None)) -> int:
        count = db.scalar(select(func.count(Article.id)))
        if count >= self.most and x_admin is None:
            raise HTTPException(403, "글이 너무 많습니다")
        return count


article_limit = ArticleLimit(most=3)
