import logging

from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

log = logging.getLogger("board")
engine = create_engine("sqlite:///board.db")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

    def __str__(self):
        return self.name


class Comment(Base):
    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    user: Mapped[User] = relationship()

    def __repr__(self):
        return f"<Comment {self.id} by {self.user}>"


def hide(session: Session, comment_id: int) -> None:
    comment = session.get(Comment, comment_id)
    log.info("hiding %r", comment)
    comment.text = "(숨긴 댓글입니다)"
    session.commit()


def dump(session: Session) -> str:
    return "\n".join(str(comment) for comment in session.scalars(select(Comment).order_by(Comment.id)))
