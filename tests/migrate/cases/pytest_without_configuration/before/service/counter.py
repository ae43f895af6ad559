from sqlmodel import Field, Session, SQLModel


class Counter(SQLModel, table=True):
    name: str = Field(primary_key=True)
    value: int = 0


def increment(session: Session, name: str) -> int:
    counter = session.get(Counter, name, with_for_update=True) or Counter(name=name)
    counter.value += 1
    session.add(counter)
    session.commit()
    return counter.value
