from sqlmodel import Field, SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


async def count_members(session: AsyncSession) -> int:
    return (await session.exec(select(func.count()).select_from(Member))).one()


async def name_of(session, pk):
    return (await session.get(Member, pk)).name  # noqa: E731
double = lambda n: n * 2  # noqa: E731

async def _last(session):
    return (await session.exec(select(func.max(Member.id)))).one()


# 화면에서 고르는 통계: 호출하는 쪽에서 세션을 넘긴다
STATISTICS = {
    "members": lambda session: count_members(session),
    "last": _last,
}


async def statistic(session: AsyncSession, name: str) -> int:
    return await STATISTICS[name](session)


async def measure(action):
    return "결과", await action()


async def report(session: AsyncSession):
    return await measure(lambda: count_members(session))
