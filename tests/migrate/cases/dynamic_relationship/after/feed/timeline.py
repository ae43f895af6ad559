from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from feed.models import Draft, Like, Post, User


async def recent(session: AsyncSession, user_id: int, limit: int = 2) -> list[str]:
    user = await session.get(User, user_id)
    posts = await session.run_sync(lambda _: user.posts.filter(Post.hidden.is_(False)).order_by(Post.id.desc()).limit(limit).all())
    return [post.text for post in posts]


async def write(session: AsyncSession, user_id: int, text: str) -> int:
    """글을 쓰고 지금까지 쓴 글의 수를 돌려준다."""
    user = await session.get(User, user_id)
    user.posts.append(Post(text=text))
    await session.commit()
    return await session.run_sync(lambda _: user.posts.count())


async def latest(session: AsyncSession, user_id: int) -> str | None:
    user = await session.get(User, user_id)
    post = await session.run_sync(lambda _: user.posts.order_by(Post.id.desc()).first())
    return post.text if post else None


async def like(session: AsyncSession, name: str) -> int:
    user = (await session.scalars(select(User).where(User.name == name))).one()
    user.likes.add(Like())
    user.drafts.append(Draft())
    await session.flush()
    return len((await session.scalars(user.likes.select())).all()) + await session.run_sync(lambda _: user.drafts.count())
