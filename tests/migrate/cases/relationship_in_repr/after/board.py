import logging

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

log = logging.getLogger("board")
engine = create_async_engine("sqlite+aiosqlite:///board.db")


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
    user: Mapped[User] = relationship(lazy="selectin")

    def __repr__(self):
        return f"<Comment {self.id} by {self.user}>"


async def hide(session: AsyncSession, comment_id: int) -> None:
    comment = await session.get(Comment, comment_id)
    log.info("hiding %r", comment)
    comment.text = "(숨긴 댓글입니다)"
    await session.commit()


async def dump(session: AsyncSession) -> str:
    return "\n".join(str(comment) for comment in await session.scalars(select(Comment).order_by(Comment.id)))
