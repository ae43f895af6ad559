from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite:///wiki.db")


class Base(DeclarativeBase):
    pass


class Page(Base):
    __tablename__ = "pages"
    title: Mapped[str] = mapped_column(primary_key=True)


def titles() -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(Page.title)))
