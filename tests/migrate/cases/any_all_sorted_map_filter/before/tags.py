import itertools
from collections.abc import Iterator

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


def add(session, name):
    session.add(Tag(name=name))
    session.flush()
    return uses(session, name) == 1


def add_until(session, names, *, known):
    """이미 있는(없는) 이름을 만날 때까지만 넣는다."""
    if known:
        return not all(
            add(session, name)  # 하나씩
            for name in names
        )
    return any(not add(session, name) or name == "last" for name in names)


def add_mapped(session, names):
    return all(map(lambda name: add(session, name), names)), any(filter(lambda name: add(session, name), names))


def none_taken(session, names):
    return all(not exists(session, name) for name in names)


def candidates(name):
    yield name
    for number in itertools.count(2):
        yield f"{name}-{number}"


def free_name(session, name):
    return next(found for found in candidates(name) if not exists(session, found)).upper()


def free_filtered(session, name):
    return next(filter(lambda found: not exists(session, found), candidates(name)), None)


def first_use(session, names):
    try:
        return next(count for count in (uses(session, name) for name in names) if count)
    except StopIteration:
        return 0


def until_known(session, names):
    seen = []
    for found in map(lambda name: exists(session, name), names):
        seen.append(found)
        if found:
            break
    return seen


def adding(session, names) -> Iterator[bool]:
    """누가 물을 때까지 아무 일도 없다."""
    return (add(session, name) for name in names)


def add_some(session, names):
    added = (name for name in names if add(session, name))
    for name in added:
        if name == "stop":
            break
    return list(added)


def first_known(session, names):
    return first_of(exists(session, name) for name in names)  # noqa: AL306


def first_of(values):
    for number, value in enumerate(values):
        if value:
            return number
    return None


def totals(session, names):
    found = {"uses": (uses(session, name) for name in names)}
    return sum(found["uses"])
