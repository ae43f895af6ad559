from sqlalchemy import select as sa_select
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Question(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    answer: str | None = None


async def first_by_exec(session: AsyncSession):
    return (await session.exec(select(Question).order_by(Question.id))).first()


async def first_by_scalars(session: AsyncSession):
    return (await session.execute(sa_select(Question).order_by(Question.id))).scalars().first()


async def first_by_session_scalars(session: AsyncSession):
    return (await session.scalars(
        select(Question)  # 가장 오래된 것
        .order_by(Question.id)
    )).first()


async def first_row(session: AsyncSession):
    row = (await session.execute(select(Question.id, Question.text))).first()
    return row and (row.id, row.text)


async def one_text(session: AsyncSession, question_id: int) -> str:
    return (await session.exec(select(Question).where(Question.id == question_id))).one().text.upper()


async def texts(session: AsyncSession) -> list[str]:
    result = await session.exec(select(Question.text).order_by(Question.id))
    return result.all()


async def last(session: AsyncSession):
    questions = (await session.exec(select(Question))).all()[-1:]
    return questions[0] if questions else None


async def unanswered(session: AsyncSession):
    statement = select(Question).where(Question.answer == None)  # noqa: E711
    results = await session.exec(statement)
    question = results.first()
    if not question:
        return "없음"
    return question.text


async def is_known(session: AsyncSession, text: str) -> bool:
    return not not (await session.exec(select(Question).where(Question.text == text))).first()


async def summary(session: AsyncSession) -> dict:
    return {
        "first": ((await session.exec(select(Question))).first() or Question(text="?")).text,
        "by_id": {q.id: q.text for q in await session.exec(select(Question))},
        "mappings": [dict(m) for m in (await session.execute(select(Question.text))).mappings().all()],
        "unique": (await session.execute(select(Question))).unique().scalar_one_or_none() is not None,
    }
