from sqlalchemy.orm import Session

from feed.models import Post, User


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
