from typing import Annotated, Generator, Iterator

from fastapi import Depends, HTTPException, Query
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite:///members.db")


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    token: str


def get_db() -> Generator[Session, None, None]:
    with Session(engine) as session:
        yield session


def get_read_db() -> Iterator[Session]:
    session = Session(engine, autoflush=False)
    try:
        yield session
    finally:
        session.rollback()
        session.close()


def get_current_member(token: str = Query(), db: Session = Depends(get_db)) -> Member:
    from sqlmodel import select

    member = db.exec(select(Member).where(Member.token == token)).one_or_none()
    if member is None:
        raise HTTPException(401, "로그인이 필요합니다")
    return member


def page(offset: int = 0, limit: int = 20) -> tuple[int, int]:
    return offset, min(limit, 100)


DB = Annotated[Session, Depends(get_db)]
ReadDB = Annotated[Session, Depends(get_read_db)]
CurrentMember = Annotated[Member, Depends(get_current_member)]
Page = Annotated[tuple[int, int], Depends(page)]
