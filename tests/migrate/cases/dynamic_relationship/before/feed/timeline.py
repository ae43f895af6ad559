from sqlalchemy import select
from sqlalchemy.orm import Session

from feed.models import Draft, Like, Post, User


def recent(session: Session, user_id: int, limit: int = 2) -> list[str]:
    user = session.get(User, user_id)
    posts = user.posts.filter(Post.hidden.is_(False)).order_by(Post.id.desc()).limit(limit).all()
    return [post.text for post in posts]


def write(session: Session, user_id: int, text: str) -> int:
    """글을 쓰고 지금까지 쓴 글의 수를 돌려준다."""
    user = session.get(User, user_id)
    user.posts.append(Post(text=text))
    session.commit()
    return user.posts.count()


def latest(session: Session, user_id: int) -> str | None:
    user = session.get(User, user_id)
    post = user.posts.order_by(Post.id.desc()).first()
    return post.text if post else None


def like(session: Session, name: str) -> int:
    user = session.scalars(select(User).where(User.name == name)).one()
    user.likes.add(Like())
    user.drafts.append(Draft())
    session.flush()
    return len(session.scalars(user.likes.select()).all()) + user.drafts.count()
