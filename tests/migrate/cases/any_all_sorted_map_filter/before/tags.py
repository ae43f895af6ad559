from sqlalchemy import Column, Integer, String, func, select
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Tag(Base):
    __tablename__ = "tag"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))


def exists(session: Session, name: str) -> bool:
    return session.scalar(select(func.count(Tag.id)).where(Tag.name == name)) > 0


def uses(session: Session, name: str) -> int:
    return session.scalar(select(func.count(Tag.id)).where(Tag.name == name))


def any_known(session, names):
    return any(exists(session, name) for name in names)


def all_known(session, names):
    if not all(exists(session, name) for name in names):
        return False
    return True


def none_known(session, names):
    return not any([exists(session, name) for name in names])


def ranking(session, names):
    return sorted((uses(session, name) for name in names), reverse=True)


def counts(session, names):
    return list(map(lambda name: uses(session, name), names))


def known(session, names):
    return list(filter(lambda name: exists(session, name), names))


def shouted(session, names):
    # map은 순수 함수에도 쓴다
    return list(map(str.upper, filter(lambda n: exists(session, n), names)))


def biggest(session, names):
    return max(uses(session, name) for name in names), dict(zip(names, (uses(session, n) for n in names)))
