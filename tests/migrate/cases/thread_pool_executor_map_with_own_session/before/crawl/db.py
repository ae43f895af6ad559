from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_engine("sqlite:///pages.db")
Session = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Page(Base):
    __tablename__ = "pages"
    url: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]


def size_of(url: str) -> int:
    with Session() as session:
        return session.scalar(select(Page.size).where(Page.url == url)) or 0


class PageRepository:
    def __init__(self, session):
        self.session = session

    def longer_than(self, size: int) -> int:
        try:
            return self.session.scalar(select(func.count()).select_from(Page).where(Page.size > size))
        finally:
            self.session.close()
