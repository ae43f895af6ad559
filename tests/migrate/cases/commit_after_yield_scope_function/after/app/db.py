from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.pool import StaticPool

engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


class Seat(SQLModel, table=True):
    number: str = Field(primary_key=True)
    holder: str


async def get_session():
    """요청이 끝나면 커밋하고, 예외가 나면 되돌린다."""
    async with AsyncSession(engine, expire_on_commit=False) as session:
        try:
            yield session
            await session.commit()
        except Exception:
            await session.rollback()
            raise


async def get_reader():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
