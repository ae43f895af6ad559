from sqlalchemy import select

from db import Post, Session


async def add_post(title: str) -> int:
    async with Session() as session:
        post = Post(title=title)
        session.add(post)
        await session.commit()
        return post.id


async def titles() -> list[str]:
    async with Session() as session:
        return list(await session.scalars(select(Post.title).order_by(Post.id)))


async def rename(post_id: int, title: str) -> None:
    async with Session.begin() as session:
        (await session.get_one(Post, post_id)).title = title
