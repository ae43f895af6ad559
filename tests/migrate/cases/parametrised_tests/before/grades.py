from sqlmodel import Field, Session, SQLModel, select


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


def grade_of(session: Session, student: str, subject: str) -> str:
    statement = select(Score).where(Score.student == student, Score.subject == subject)
    score = session.exec(statement).first()
    if score is None:
        raise KeyError(f"{student}/{subject}")
    return grade(score.points)


def best(session: Session, subject: str, *, limit: int = 3) -> list[str]:
    statement = select(Score).where(Score.subject == subject).order_by(Score.points.desc()).limit(limit)
    return [score.student for score in session.exec(statement)]


def mean(session: Session, subject: str) -> float:
    points = [score.points for score in session.exec(select(Score).where(Score.subject == subject))]
    return sum(points) / len(points)
