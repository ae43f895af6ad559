from typing import Callable, TypeVar

from sqlmodel import Field, Session, SQLModel, create_engine, select

T = TypeVar("T")
engine = create_engine("sqlite://")


class Counter(SQLModel, table=True):
    name: str = Field(primary_key=True)
    value: int = 0


def in_transaction(action: Callable[[Session], T]) -> T:
    """함수를 받아 트랜잭션 안에서 부른다."""
    with Session(engine) as session, session.begin():
        return action(session)


def twice(compute: Callable[[int], int], value: int) -> int:
    return compute(compute(value))


def total(session: Session) -> int:
    return sum(session.exec(select(Counter.value)))


class Increase:
    def __init__(self, name: str, by: int):
        self.name = name
        self.by = by

    def __call__(self, session: Session) -> int:
        counter = session.get(Counter, self.name) or Counter(name=self.name)
        counter.value += self.by
        session.add(counter)
        return counter.value
