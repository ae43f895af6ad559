from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("sqlite+aiosqlite://")
session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Page(Base):
    __tablename__ = "pages"
    url: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


async def get(url: str) -> str | None:
    async with session() as db:
        page = await db.get(Page, url)
        return page and page.text


async def put(url: str, text: str) -> None:
    async with session.begin() as db:
        await db.merge(Page(url=url, text=text))
