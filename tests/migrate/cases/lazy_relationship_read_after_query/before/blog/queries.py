"""글 목록 화면에 쓰는 조회"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.models import Author, Post


def titles_with_author(db: Session) -> list[str]:
    posts = db.scalars(select(Post).order_by(Post.id)).all()
    return [f"{post.title} - {post.author.name}" for post in posts]


def author_of(db: Session, title: str) -> str | None:
    stmt = select(Post).where(Post.title == title)
    post = db.execute(stmt).scalar_one_or_none()
    if post is None:
        return None
    return post.author.name


def author_page(db: Session, name: str) -> dict:
    author = db.scalars(select(Author).where(Author.name == name)).one()
    # 최근 글이 위로
    return {"name": author.name, "count": len(author.posts), "titles": [p.title for p in reversed(author.posts)]}
