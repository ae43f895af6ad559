from sqlmodel import Field, Session, SQLModel, func, select


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def count_members(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Member)).one()


name_of = lambda session, pk: session.get(Member, pk).name  # noqa: E731
double = lambda n: n * 2  # noqa: E731

# 화면에서 고르는 통계: 호출하는 쪽에서 세션을 넘긴다
STATISTICS = {
    "members": lambda session: count_members(session),
    "last": lambda session: session.exec(select(func.max(Member.id))).one(),
}


def statistic(session: Session, name: str) -> int:
    return STATISTICS[name](session)


def measure(action):
    return "결과", action()


def report(session: Session):
    return measure(lambda: count_members(session))
