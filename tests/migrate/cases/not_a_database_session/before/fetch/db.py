from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_engine("sqlite://")
session = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Page(Base):
    __tablename__ = "pages"
    url: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


def get(url: str) -> str | None:
    with session() as db:
        page = db.get(Page, url)
        return page and page.text


def put(url: str, text: str) -> None:
    with session.begin() as db:
        db.merge(Page(url=url, text=text))
