from sqlalchemy import Column, ForeignKey, Table, delete, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

engine = create_async_engine("sqlite+aiosqlite:///accounts.db")
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


plan_tags = Table(
    "plan_tags",
    Base.metadata,
    Column("plan_id", ForeignKey("plan.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Tag(Base):
    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Member(Base):
    __tablename__ = "member"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    plans: Mapped[list["Plan"]] = relationship(back_populates="member", lazy="selectin")

    @property
    def title(self) -> str:
        return f"{self.name} ({len(self.plans)})"


class Plan(Base):
    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    member: Mapped[Member | None] = relationship(back_populates="plans")
    tags: Mapped[list[Tag]] = relationship(secondary=plan_tags, lazy="selectin")

    def __str__(self) -> str:
        return f"{self.title} {[tag.name for tag in self.tags]}"


async def move(db: AsyncSession, source: Member, target: Member) -> int:
    return (await db.execute(update(Plan).filter(Plan.member_id == source.id).values({Plan.member_id: target.id}))).rowcount


async def merge(db: AsyncSession, source_id: int, target_id: int) -> int:
    source, target = await db.get(Member, source_id), await db.get(Member, target_id)
    moved = await move(db, source, target)
    # 옮긴 계획은 남고, 빈 회원만 지운다
    db.expire(source, ["plans"])
    await db.delete(source)
    await db.commit()
    return moved


async def merge_by_statement(db: AsyncSession, source_id: int, target_id: int) -> None:
    source = await db.get(Member, source_id)
    await db.execute(update(Plan).where(Plan.member_id == source.id).values(member_id=target_id))
    if source.name:
        db.expire(source, ["plans"])
        await db.delete(source)
    await db.commit()


async def leave(db: AsyncSession, member_id: int) -> None:
    await db.delete(await db.get(Member, member_id))
    await db.commit()


async def give_up(db: AsyncSession, plan_id: int) -> None:
    plan = await db.get(Plan, plan_id)
    await db.execute(delete(plan_tags).where(plan_tags.c.plan_id == plan.id))
    db.expire(plan, ["tags"])
    await db.delete(plan)
    await db.commit()
