from sqlalchemy import Column, Integer, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import declarative_base


class ActiveRecord:
    """장고처럼 모델이 스스로 저장한다."""

    @classmethod
    async def find(cls, db: AsyncSession, pk: int):
        return await db.get(cls, pk)

    @classmethod
    async def create(cls, db: AsyncSession, **values):
        return await cls(**values).save(db)

    async def save(self, db: AsyncSession):
        db.add(self)
        await db.commit()
        await db.refresh(self)
        return self

    async def delete(self, db: AsyncSession) -> None:
        await db.delete(self)
        await db.commit()

    @staticmethod
    def slug(text: str) -> str:
        return text.strip().replace(" ", "-")


Base = declarative_base(cls=ActiveRecord)


class Product(Base):
    __tablename__ = "products"
    id = Column(Integer, primary_key=True)
    name = Column(String(30))
    stock = Column(Integer, default=0)

    @staticmethod
    async def names(db: AsyncSession) -> list[str]:
        return [row.name for row in await db.execute(select(Product.name).order_by(Product.name))]

    async def restock(self, db: AsyncSession, count: int) -> "Product":
        self.stock = (self.stock or 0) + count
        return await self.save(db)
