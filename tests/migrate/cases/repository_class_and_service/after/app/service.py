from asyncio import Lock

from sqlalchemy.ext.asyncio import AsyncSession

from .models import User
from .repositories import PointLogRepository, UserRepository


signing_up = Lock()


class PointService:
    # 적립금 서비스: 저장소 두 개를 묶어서 한 트랜잭션으로 처리한다
    def __init__(self, session: AsyncSession):
        self._session = session
        self._users = UserRepository(session)
        self._logs = PointLogRepository(session)

    async def sign_up(self, name: str) -> User:
        async with signing_up:
            if await self._users.get_by_name(name):
                raise ValueError(f"이미 있는 이름입니다: {name}")
            user = await self._users.add(User(name=name, point=0))
        await self.give(user.id, self.welcome_points())
        return user

    async def give(self, user_id: int, amount: int) -> int:
        user = await self._users.get(user_id)
        if user is None:
            raise LookupError(user_id)
        user.point += amount
        self._logs.add(user_id, amount)
        await self._session.commit()
        return user.point

    async def is_consistent(self, user_id: int) -> bool:
        return (await self._users.get(user_id)).point == await self._logs.total(user_id)

    @staticmethod
    def welcome_points() -> int:
        return 1000
