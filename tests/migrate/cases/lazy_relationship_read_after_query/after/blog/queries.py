"""글 목록 화면에 쓰는 조회"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from blog.models import Author, Post


async def titles_with_author(db: AsyncSession) -> list[str]:
    posts = (await db.scalars(select(Post).options(selectinload(Post.author)).order_by(Post.id))).all()
    return [f"{post.title} - {post.author.name}" for post in posts]


async def author_of(db: AsyncSession, title: str) -> str | None:
    stmt = select(Post).options(selectinload(Post.author)).where(Post.title == title)
    post = (await db.execute(stmt)).scalar_one_or_none()
    if post is None:
        return None
    return post.author.name


async def author_page(db: AsyncSession, name: str) -> dict:
    author = (await db.scalars(select(Author).options(selectinload(Author.posts)).where(Author.name == name))).one()
    # 최근 글이 위로
    return {"name": author.name, "count": len(author.posts), "titles": [p.title for p in reversed(author.posts)]}
