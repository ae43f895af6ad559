from sqlmodel import Field, SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Score(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    player: str
    points: int


class Standing:
    # 이름으로 고르는 클래스들 가운데 하나: 누가 만드는지 글에서는 알 수 없다
    # aiolift: AL901 constructor with I/O: load first, then pass the values in; or build it with an async classmethod
    def __init__(self, session: AsyncSession, player: str):
        self.player = player
        self.points = session.exec(select(func.sum(Score.points)).where(Score.player == player)).one()

    def __lt__(self, other):
        return self.points < other.points


class Empty:
    def __init__(self, session, player):
        self.player = player
        self.points = 0


def standings(session: AsyncSession, players: list[str], kind: str):
    # aiolift: AL927 call of something unknown: annotate what it is called on and migrate again, or await the call
    return [globals()[kind](session, player) for player in players]


async def record(session: AsyncSession, player: str, points: int) -> int:
    session.add(Score(player=player, points=points))
    await session.commit()
    return (await session.exec(select(func.count()).select_from(Score))).one()
