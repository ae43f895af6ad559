from sqlalchemy import Column, Integer, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Point(Base):
    __tablename__ = "points"
    id = Column(Integer, primary_key=True)
    owner = Column(String, unique=True)
    amount = Column(Integer, default=0)


class PointService:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def find(self, point_id: int) -> Point:
        point = await self.session.get(Point, point_id)
        if point is None:
            raise LookupError("포인트가 없습니다")
        return point

    async def create(self, owner: str) -> Point | None:
        point = Point(owner=owner, amount=0)
        self.session.add(point)
        try:
            await self.session.commit()
        except IntegrityError:
            await self.session.rollback()
            return None
        await self.session.refresh(point)
        return point

    async def total(self) -> int:
        return sum(p.amount for p in (await self.session.execute(select(Point))).scalars().all())

    async def names(self) -> list[str]:
        return [row.owner for row in await self.session.scalars(select(Point))]
