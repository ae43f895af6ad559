"""모든 Session 메서드를 한 번씩."""

from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlmodel import Session, func, select

from app.models import Tag


def create(session: Session, *names: str) -> list[Tag]:
    tags = [Tag(name=name) for name in names]
    session.add_all(tags)
    session.flush()
    session.flush(tags)
    session.commit()
    session.refresh(tags[0], attribute_names=["hits"])
    return tags


def create_once(session: Session, name: str) -> bool:
    """있으면 그대로 둔다"""
    try:
        with session.begin_nested():
            session.add(Tag(name=name))
            session.flush()
    except IntegrityError:
        return False
    session.commit()
    return True


def lookups(session: Session, tag_id: int):
    by_get = session.get(Tag, tag_id)
    by_get_one = session.get_one(Tag, tag_id)
    by_scalar = session.scalar(select(Tag).where(Tag.id == tag_id))
    by_scalars = session.scalars(select(Tag).where(Tag.id == tag_id)).one()
    by_execute = session.execute(select(Tag).where(Tag.id == tag_id)).scalar_one()
    by_exec = session.exec(select(Tag).where(Tag.id == tag_id)).one()
    assert by_get is by_get_one is by_scalar is by_scalars is by_execute is by_exec
    assert by_get in session
    session.expire(by_get)
    session.refresh(by_get)
    return by_get


def merged(session: Session, tag_id: int, hits: int) -> int:
    tag = session.merge(Tag(id=tag_id, name="합친 것", hits=hits))
    session.commit()
    return tag.hits


def detached(session: Session, tag_id: int) -> Tag:
    tag = session.get(Tag, tag_id)
    session.expunge(tag)
    return tag


def forget(session: Session, tag_id: int) -> None:
    tag = session.get(Tag, tag_id)
    session.delete(tag)
    session.rollback()
    session.expunge_all()
    session.delete(session.get_one(Tag, tag_id))
    session.commit()


def bulk(session: Session) -> tuple[int, int]:
    updated = session.execute(update(Tag).values(hits=Tag.hits + 1)).rowcount
    deleted = session.execute(delete(Tag).where(Tag.hits > 100)).rowcount
    session.commit()
    return updated, deleted


def low_level(session: Session) -> tuple[str, int]:
    connection = session.connection()
    name = connection.dialect.name
    total = connection.execute(text("SELECT count(*) FROM tag")).scalar()
    with session.no_autoflush:
        session.add(Tag(name="안 쓰임"))
        assert session.exec(select(func.count(Tag.id))).one() == total
    assert session.new and session.dirty is not None and session.in_transaction()
    session.invalidate()
    session.reset()
    return name, total


def get_or_none(session, name):
    try:
        return session.exec(select(Tag).where(Tag.name == name)).one()
    except NoResultFound:
        return None
