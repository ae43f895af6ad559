from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.config import settings

engine = create_async_engine(settings.database_url, echo=settings.echo)


class Product(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


async def add(name: str) -> int:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        product = Product(name=name)
        session.add(product)
        await session.commit()
        await session.refresh(product)
        return product.id
