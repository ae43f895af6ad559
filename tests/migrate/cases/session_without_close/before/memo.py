from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker


class Base(DeclarativeBase):
    pass


class Memo(Base):
    __tablename__ = "memos"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


engine = create_engine("sqlite:///memo.db")
SessionLocal = sessionmaker(engine)


def write(text: str) -> int:
    # 닫는 사람이 없다: 함수가 끝나면 사라지니까
    db = SessionLocal()
    memo = Memo(text=text)
    db.add(memo)
    db.commit()
    return memo.id


def read(memo_id: int) -> str | None:
    session = Session(engine)
    memo = session.get(Memo, memo_id)
    return memo.text if memo else None


def count() -> int:
    return len(SessionLocal().scalars(select(Memo)).all())
