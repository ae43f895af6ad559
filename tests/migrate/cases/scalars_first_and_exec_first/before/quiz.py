from sqlalchemy import select as sa_select
from sqlmodel import Field, Session, SQLModel, select


class Question(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    answer: str | None = None


def first_by_exec(session: Session):
    return session.exec(select(Question).order_by(Question.id)).first()


def first_by_scalars(session: Session):
    return session.execute(sa_select(Question).order_by(Question.id)).scalars().first()


def first_by_session_scalars(session: Session):
    return session.scalars(
        select(Question)  # 가장 오래된 것
        .order_by(Question.id)
    ).first()


def first_row(session: Session):
    row = session.execute(select(Question.id, Question.text)).first()
    return row and (row.id, row.text)


def one_text(session: Session, question_id: int) -> str:
    return session.exec(select(Question).where(Question.id == question_id)).one().text.upper()


def texts(session: Session) -> list[str]:
    result = session.exec(select(Question.text).order_by(Question.id))
    return result.all()


def last(session: Session):
    questions = session.exec(select(Question)).all()[-1:]
    return questions[0] if questions else None


def unanswered(session: Session):
    statement = select(Question).where(Question.answer == None)  # noqa: E711
    results = session.exec(statement)
    question = results.first()
    if not question:
        return "없음"
    return question.text


def is_known(session: Session, text: str) -> bool:
    return not not session.exec(select(Question).where(Question.text == text)).first()


def summary(session: Session) -> dict:
    return {
        "first": (session.exec(select(Question)).first() or Question(text="?")).text,
        "by_id": {q.id: q.text for q in session.exec(select(Question))},
        "mappings": [dict(m) for m in session.execute(select(Question.text)).mappings().all()],
        "unique": session.execute(select(Question)).unique().scalar_one_or_none() is not None,
    }
