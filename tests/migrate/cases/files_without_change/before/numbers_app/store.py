from sqlmodel import Field, Session, SQLModel, select


class Number(SQLModel, table=True):
    value: int = Field(primary_key=True)


def keep(session: Session, values: list[int]) -> None:
    for value in values:
        session.merge(Number(value=value))
    session.commit()


def kept(session: Session) -> list[int]:
    return sorted(number.value for number in session.exec(select(Number)))
