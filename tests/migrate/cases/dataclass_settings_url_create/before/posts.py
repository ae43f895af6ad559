from sqlalchemy import select

from db import Post, Session


def add_post(title: str) -> int:
    with Session() as session:
        post = Post(title=title)
        session.add(post)
        session.commit()
        return post.id


def titles() -> list[str]:
    with Session() as session:
        return list(session.scalars(select(Post.title).order_by(Post.id)))


def rename(post_id: int, title: str) -> None:
    with Session.begin() as session:
        session.get_one(Post, post_id).title = title
