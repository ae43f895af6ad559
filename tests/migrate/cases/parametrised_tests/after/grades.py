from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Score(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    student: str
    subject: str
    points: int


def grade(points: int) -> str:
    for limit, letter in ((90, "A"), (80, "B"), (70, "C")):
        if points >= limit:
            return letter
    return "F"


async def grade_of(session: AsyncSession, student: str, subject: str) -> str:
    statement = select(Score).where(Score.student == student, Score.subject == subject)
    score = (await session.exec(statement)).first()
    if score is None:
        raise KeyError(f"{student}/{subject}")
    return grade(score.points)


async def best(session: AsyncSession, subject: str, *, limit: int = 3) -> list[str]:
    statement = select(Score).where(Score.subject == subject).order_by(Score.points.desc()).limit(limit)
    return [score.student for score in await session.exec(statement)]


async def mean(session: AsyncSession, subject: str) -> float:
    points = [score.points for score in await session.exec(select(Score).where(Score.subject == subject))]
    return sum(points) / len(points)
