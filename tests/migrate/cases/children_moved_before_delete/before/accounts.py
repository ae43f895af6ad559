from sqlalchemy import Column, ForeignKey, Table, create_engine, delete, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, sessionmaker

engine = create_engine("sqlite:///accounts.db")
SessionLocal = sessionmaker(engine)


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
    plans: Mapped[list["Plan"]] = relationship(back_populates="member")

    @property
    def title(self) -> str:
        return f"{self.name} ({len(self.plans)})"


class Plan(Base):
    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    member: Mapped[Member | None] = relationship(back_populates="plans")
    tags: Mapped[list[Tag]] = relationship(secondary=plan_tags)

    def __str__(self) -> str:
        return f"{self.title} {[tag.name for tag in self.tags]}"


def move(db: Session, source: Member, target: Member) -> int:
    return db.query(Plan).filter(Plan.member_id == source.id).update({Plan.member_id: target.id})


def merge(db: Session, source_id: int, target_id: int) -> int:
    source, target = db.get(Member, source_id), db.get(Member, target_id)
    moved = move(db, source, target)
    # 옮긴 계획은 남고, 빈 회원만 지운다
    db.delete(source)
    db.commit()
    return moved


def merge_by_statement(db: Session, source_id: int, target_id: int) -> None:
    source = db.get(Member, source_id)
    db.execute(update(Plan).where(Plan.member_id == source.id).values(member_id=target_id))
    if source.name:
        db.delete(source)
    db.commit()


def leave(db: Session, member_id: int) -> None:
    db.delete(db.get(Member, member_id))
    db.commit()


def give_up(db: Session, plan_id: int) -> None:
    plan = db.get(Plan, plan_id)
    db.execute(delete(plan_tags).where(plan_tags.c.plan_id == plan.id))
    db.delete(plan)
    db.commit()
