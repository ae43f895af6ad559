from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

SessionLocal = async_sessionmaker(create_async_engine("mysql+asyncmy://travel@localhost/travel"), expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Member(Base):
    __tablename__ = "member"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]


class Plan(Base):
    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    member: Mapped[Member] = relationship()


async def titles(db: AsyncSession, email: str) -> list[str]:
    rows = select(Plan.title).join(Member).filter(Member.email == email).order_by(Plan.id)
    return [title for (title,) in await db.execute(rows)]
