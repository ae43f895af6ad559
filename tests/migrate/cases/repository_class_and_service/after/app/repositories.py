from typing import Optional

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import PointLog, User


class UserRepository:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def get(self, user_id: int) -> Optional[User]:
        return await self.session.get(User, user_id)

    async def get_by_name(self, name: str) -> Optional[User]:
        return (await self.session.scalars(select(User).where(User.name == name))).first()

    async def add(self, user: User) -> User:
        self.session.add(user)
        await self.session.flush()
        return user


class PointLogRepository:
    def __init__(self, session: AsyncSession):
        self.session = session

    def add(self, user_id: int, amount: int) -> None:
        self.session.add(PointLog(user_id=user_id, amount=amount))

    async def total(self, user_id: int) -> int:
        query = select(func.coalesce(func.sum(PointLog.amount), 0)).where(PointLog.user_id == user_id)
        return (await self.session.execute(query)).scalar_one()
