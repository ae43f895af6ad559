"""What queries give before and after their migration, on a real database: the same."""

# ruff: noqa: E501 (one line of code each)
from __future__ import annotations

import asyncio
import inspect
import itertools
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from tests.migrate.rewrite.one_module import HEADER, plan_of

if TYPE_CHECKING:
    from pathlib import Path

EXPRESSIONS = [
    # one object, none, several
    "db.query(User).order_by(User.id).first()",
    "db.query(User).filter_by(id=99).first()",
    "db.query(User).filter_by(id=1).one()",
    "db.query(User).filter_by(id=99).one()",
    "db.query(User).one()",
    "db.query(User).one_or_none()",
    "db.query(User).filter_by(id=99).one_or_none()",
    "db.query(User).get(2)",
    "db.query(User).get(99)",
    "db.query(User).options(joinedload(User.posts)).get(1)",
    "db.query(User).filter_by(id=1).scalar()",
    # objects that come in several rows
    "db.query(User).join(User.posts).order_by(User.id).all()",
    "db.query(User).join(User.posts).filter(User.id == 1).one()",
    "db.query(User).join(User.posts).filter(User.id == 1).scalar()",
    "db.query(User).join(User.posts).count()",
    "db.query(User).outerjoin(Post, Post.user_id == User.id).order_by(User.id).all()",
    "db.query(User).filter(User.id == Post.user_id).order_by(User.id).all()",
    "db.query(User).filter(User.posts.any(Post.title == 'a')).all()",
    "db.query(User, Post.user_id).join(Post).order_by(User.id).all()",
    "db.query(User.name, Post.user_id).join(Post, Post.user_id == User.id).order_by(User.id).all()",
    "db.query(User).options(joinedload(User.posts)).order_by(User.id).all()",
    "db.query(User).options(joinedload(User.posts)).order_by(User.id.desc()).first()",
    "db.query(User).options(joinedload(User.posts)).filter_by(id=1).one()",
    "db.query(User).join(User.posts).options(contains_eager(User.posts)).order_by(User.id, Post.id).all()",
    "db.query(Post).options(joinedload(Post.user)).order_by(Post.id).all()",
    "db.query(Post).join(User).filter_by(name='kim').order_by(Post.id).all()",
    "db.query(User).select_from(Post).join(Post.user).order_by(User.id).all()",
    # values and rows
    "db.query(User.id).order_by(User.id).first()",
    "db.query(User.id, User.name).order_by(User.id).all()",
    "db.query(User.name).filter(User.id == 1).scalar()",
    "db.query(User.name).filter(User.id == 99).scalar()",
    "db.query(User.name).scalar()",
    "db.query(User.id, User.name).filter(User.id == 1).scalar()",
    "db.query(func.count(User.id)).scalar()",
    "db.query(func.max(User.age), func.min(User.age)).one()",
    "db.query(func.sum(User.age)).filter(User.id == 99).scalar()",
    "db.query(func.count(User.id)).group_by(User.age).scalar()",
    "db.query(User.age, func.count().label('n')).group_by(User.age).having(func.count() > 1).all()",
    "db.query(User.age).distinct().order_by(User.age).all()",
    "db.query(User).with_entities(User.id).order_by(User.id).all()",
    "db.query(User.id).add_columns(User.name).order_by(User.id).all()",
    "db.query(db.query(User).filter_by(id=1).exists()).scalar()",
    "db.query(User.id).filter(User.id.in_(db.query(Post.user_id))).order_by(User.id).all()",
    "db.query(User.name).filter(User.age == db.query(func.max(User.age)).scalar_subquery()).all()",
    "db.query(User).filter(db.query(Post).filter(Post.user_id == User.id).exists()).order_by(User.id).all()",
    "db.query(Post.title).filter(~db.query(User).filter(User.id == Post.user_id).exists()).all()",
    "db.query(func.sum(User.age)).filter_by(name='kim').first()[0]",
    "db.query(func.count(User.id)).join(User.posts).filter_by(title='a').scalar()",
    # counts
    "db.query(User).count()",
    "db.query(User).filter(User.age > 10).filter_by(name='kim').count()",
    "db.query(User).filter(User.id == Post.user_id).count()",
    "db.query(User).limit(2).count()",
    "db.query(User).order_by(User.name).offset(1).limit(5).count()",
    "db.query(User.age).distinct().count()",
    "db.query(User.age).group_by(User.age).count()",
    "db.query(User.id, Post.id).count()",
    "db.query(User).options(joinedload(User.posts)).count()",
    "db.query(User).options(joinedload(User.posts)).limit(2).count()",
    # parts of the result
    "db.query(User).order_by(User.id)[0]",
    "db.query(User).order_by(User.id)[9]",
    "db.query(User).order_by(User.id)[1:3]",
    "db.query(User).order_by(User.id)[:2]",
    "db.query(User).order_by(User.id)[2:]",
    "db.query(User).order_by(User.id).offset(1)[:1]",
    "db.query(User).order_by(User.id).limit(3)[1:2]",
    "db.query(User).order_by(User.id).slice(1, 2).all()",
    "db.query(User).order_by(User.id)[::2]",
    # iteration
    "[u.name for u in db.query(User).order_by(User.id)]",
    "{u.id: u.name for u in db.query(User)}",
    "sorted(u.name for u in db.query(User).join(User.posts))",
    "list(db.query(User.id).order_by(User.id))",
    "dict(db.query(User.id, User.name))",
    "[*db.query(User.id).order_by(User.id)]",
    "sum(n for (n,) in db.query(User.age))",
    "(1,) in db.query(User.id)",
    "[u.name for u in db.query(User).order_by(User.id).yield_per(1)]",
    "db.query(User).order_by(User.id).yield_per(1).all()",
    "[db.query(Post).filter_by(user_id=u.id).count() for u in db.query(User).order_by(User.id)]",
    "any(db.query(Post).filter_by(user_id=u.id).count() > 1 for u in db.query(User))",
    # changes
    "db.query(User).filter(User.age > 10).update({'name': 'x'})",
    "db.query(User).filter(User.age > 10).update({User.age: User.age + 1}, synchronize_session=False)",
    "db.query(User).update({'age': 3}, synchronize_session='fetch')",
    "db.query(User).filter_by(name='nobody').update({'name': 'x'})",
    "db.query(Post).filter(Post.user_id == 1).delete()",
    "db.query(Post).delete(synchronize_session='fetch')",
    "db.query(Post).filter(Post.user_id.in_(db.query(User.id).filter(User.age > 10))).delete(synchronize_session=False)",
    # what stays a Query, inside of run_sync
    "db.query(User.id).union(db.query(Post.id)).order_by('users_id').all()",
    "db.query(User).filter_by(id=1).union_all(db.query(User).filter_by(id=2)).count()",
    "db.query(User).from_statement(text('select * from users where id = 1')).all()",
]
BODIES = [
    "q = db.query(User)\nq = q.filter(User.age > 10)\nreturn q.count(), q.order_by(User.id).all()",
    "q = db.query(User).filter_by(id=1)\nfound = q.first()\nreturn found.name, q.update({'name': 'b'}), q.delete()",
    "q = db.query(Post)\nreturn q.delete()",
    "q = db.query(User).order_by(User.id)\nq = q.all()\nreturn [u.id for u in q]",
    "q = db.query(User)\nfor part in (User.age > 10, User.id < 3):\n    q = q.filter(part)\nreturn q.all()",
    "q = {'a': db.query(User), 'b': db.query(User).filter_by(id=2)}\nreturn [x.count() for x in q.values()]",
    "def old():\n    return db.query(User).filter(User.age > 10)\nreturn old().count(), old().delete()",
    "old = db.query(User.id).filter(User.age > 10)\nreturn old.union(db.query(Post.id)).count(), old.union_all(db.query(Post.id)).all()",
    # a helper of objects and rows, which stays a Query
    "def page(query):\n    return query.count(), query.limit(2).all(), query[1], [x for x in query]\n"
    "return page(db.query(User)), page(db.query(User.id, User.age))",
    "old = db.query(User).filter_by(id=1)\nreturn old.union(db.query(User).filter_by(id=2)).order_by(User.id).all()",
    "sub = db.query(Post.user_id, func.count().label('n')).group_by(Post.user_id).subquery()\n"
    "return db.query(User.name, sub.c.n).outerjoin(sub, sub.c.user_id == User.id).order_by(User.id).all()",
    "other = aliased(User)\nreturn db.query(User.id, other.id).join(other, other.age == User.age)"
    ".filter(User.id < other.id).all()",
    "u = aliased(User)\nreturn db.query(u).filter(u.id > 1).count(), db.query(u).order_by(u.id).first()",
    "names = []\nfor user in db.query(User).order_by(User.id).yield_per(1):\n    names.append(user.name)\nreturn names",
    "first = db.query(User).order_by(User.id).first()\nfirst.name = 'new'\n"
    "return db.query(User).filter_by(name='new').count()",
    "first = db.query(User).get(1)\ndb.query(User).update({'name': 'new'})\nreturn first.name",
    "first = db.query(User).get(1)\ndb.query(User).update({'name': 'new'}, synchronize_session=False)\nreturn first.name",
    "db.query(User).filter(User.id == 1).update({'name': 'raw'}, synchronize_session=False)\n"
    "return db.query(User).populate_existing().filter_by(id=1).one().name",
]


def _shown(value: Any) -> Any:
    """Return a result as plain values: objects by class and key, with a collection that is loaded."""
    if isinstance(value, SQLAlchemyError | IndexError):
        return type(value).__name__
    if hasattr(value, "__table__"):
        loaded = value.__dict__.get("posts")
        posts = None if loaded is None else [post.id for post in loaded]
        return type(value).__name__, value.id, posts
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    if isinstance(value, list | tuple) or hasattr(value, "_mapping"):
        return [_shown(item) for item in value]
    return value


def _fill(names: dict[str, Any]) -> list[Any]:
    user, post = names["User"], names["Post"]
    ages = {"kim": 10, "lee": 20, "han": 20, "박": 30}
    users = [user(id=number, name=name, age=age) for number, (name, age) in enumerate(ages.items(), start=1)]
    owners = [1, 1, 2, None, 2, 1]
    titles = itertools.cycle("ab")
    return users + [
        post(id=number, title=title, user_id=owner)
        for number, (owner, title) in enumerate(zip(owners, titles, strict=False), start=1)
    ]


def _before(source: str) -> Any:
    names: dict[str, Any] = {}
    exec(compile(source, "before", "exec"), names)
    engine = create_engine("sqlite://")
    names["Base"].metadata.create_all(engine)
    try:
        with Session(engine) as db:
            db.add_all(_fill(names))
            db.commit()
            try:
                return _shown(names["ask"](db))
            except (SQLAlchemyError, IndexError) as error:
                return _shown(error)
    finally:
        engine.dispose()


async def _after(source: str) -> Any:
    names: dict[str, Any] = {}
    exec(compile(source, "after", "exec"), names)
    engine = create_async_engine("sqlite+aiosqlite://")
    assert inspect.iscoroutinefunction(names["ask"])
    try:
        async with engine.begin() as connection:
            await connection.run_sync(names["Base"].metadata.create_all)
        async with AsyncSession(engine) as db:
            db.add_all(_fill(names))
            await db.commit()
            try:
                return _shown(await names["ask"](db))
            except (SQLAlchemyError, IndexError) as error:
                return _shown(error)
    finally:
        await engine.dispose()


@pytest.mark.filterwarnings("ignore:The Query.get", "ignore:.*cartesian product")
@pytest.mark.parametrize("body", [*(f"return {expression}" for expression in EXPRESSIONS), *BODIES])
def test_the_same_result(tmp_path: Path, body: str) -> None:
    """A migrated query gives what the legacy query gave, or fails with the same error."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    source = f"{HEADER}def ask(db: Session):\n{lines}"
    plan, after = plan_of(tmp_path, source)
    assert not plan.markers
    assert asyncio.run(_after(after)) == _before(source)
