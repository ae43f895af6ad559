from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_engine("sqlite:///logs.db")
SessionLocal = sessionmaker(bind=engine, autoflush=False)


class Base(DeclarativeBase):
    pass


class LogLine(Base):
    __tablename__ = "log_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str]
    text: Mapped[str]


def count(level: str) -> int:
    with SessionLocal() as session:
        return session.scalar(select(func.count(LogLine.id)).where(LogLine.level == level))
