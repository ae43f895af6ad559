from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///./menu.db", connect_args={"check_same_thread": False})


class Menu(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    price: int


async def init_db():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        if (await session.exec(select(func.count(Menu.id)))).one() == 0:
            session.add_all([Menu(name="김치찌개", price=8000), Menu(name="된장찌개", price=7500)])
            await session.commit()


async def get_session():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
