from functools import lru_cache

from sqlmodel import Field, Session, SQLModel, select


class Rate(SQLModel, table=True):
    code: str = Field(primary_key=True)
    won: int


@lru_cache
def rate(session: Session, code: str) -> int:
    # 세션마다 한 번만 읽는다
    return session.exec(select(Rate.won).where(Rate.code == code)).one()


def in_won(session, code: str, amount: int) -> int:
    return rate(session, code) * amount


def set_rate(session: Session, code: str, won: int) -> None:
    session.merge(Rate(code=code, won=won))
    session.commit()
    rate.cache_clear()
