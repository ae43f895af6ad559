"""Legacy queries in one expression: what each becomes, character by character."""

# ruff: noqa: E501 (one line of code before, one after)
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import HEADER, body_of, plan_of

if TYPE_CHECKING:
    from pathlib import Path

ENTITIES = [
    ("return db.query(User).all()", "return (await db.scalars(select(User))).all()"),
    (
        "return db.query(User).filter(User.id == 1).first()",
        "return (await db.scalars(select(User).filter(User.id == 1).limit(1))).first()",
    ),
    ("return db.query(User).limit(1).first()", "return (await db.scalars(select(User).limit(1))).first()"),
    ("return db.query(User).filter_by(id=1).one()", "return (await db.scalars(select(User).filter_by(id=1))).one()"),
    ("return db.query(User).one_or_none()", "return (await db.scalars(select(User))).one_or_none()"),
    ("return db.query(User).first().name", "return (await db.scalars(select(User).limit(1))).first().name"),
    ("return (db.query(User)).all()", "return (await db.scalars((select(User)))).all()"),
    ("return db.query(User).scalar()", "return (await db.scalars(select(User))).one_or_none()"),
    (
        "return db.query(User).with_for_update().one()",
        "return (await db.scalars(select(User).with_for_update())).one()",
    ),
    (
        "return db.query(User).populate_existing().all()",
        "return (await db.scalars(select(User).execution_options(populate_existing=True))).all()",
    ),
    (
        "return db.query(User).join(User.posts).all()",
        "return (await db.scalars(select(User).join(User.posts))).unique().all()",
    ),
    (
        "return db.query(User).filter(User.id == Post.user_id).all()",
        "return (await db.scalars(select(User).filter(User.id == Post.user_id))).unique().all()",
    ),
    (
        "return db.query(User).options(joinedload(User.posts)).first()",
        "return (await db.scalars(select(User).options(joinedload(User.posts)).limit(1))).unique().first()",
    ),
    (
        "return db.query(Post).options(joinedload(Post.user)).all()",
        "return (await db.scalars(select(Post).options(joinedload(Post.user)))).all()",
    ),
    ("u = aliased(User)\nreturn db.query(u).all()", "u = aliased(User)\nreturn (await db.scalars(select(u))).all()"),
    (
        'return db.query(User).from_statement(text("select * from users")).first()',
        'return (await db.scalars(select(User).from_statement(text("select * from users")))).unique().first()',
    ),
]
ROWS = [
    ("return db.query(User.id).all()", "return (await db.execute(select(User.id))).all()"),
    ("return db.query(User, Post.id).all()", "return (await db.execute(select(User, Post.id))).all()"),
    ("return db.query(User.id).first()", "return (await db.execute(select(User.id).limit(1))).first()"),
    (
        "return dict(db.query(User.id, User.name))",
        "return dict((await db.execute(select(User.id, User.name))).all())",
    ),
    (
        "return db.query(User).with_entities(User.id).all()",
        "return (await db.execute(select(User).with_only_columns(User.id))).all()",
    ),
    (
        "return db.query(User.id).add_column(User.name).all()",
        "return (await db.execute(select(User.id).add_columns(User.name))).all()",
    ),
    (
        "columns = [User.id]\nreturn db.query(*columns).all()",
        "columns = [User.id]\nreturn (await db.execute(select(*columns))).all()",
    ),
    ("return db.query(User.name).scalar()", "return (await db.scalars(select(User.name))).one_or_none()"),
    ("return db.query(func.max(User.id)).scalar()", "return await db.scalar(select(func.max(User.id)))"),
    (
        "return db.query(func.max(User.id)).group_by(User.name).scalar()",
        "return (await db.scalars(select(func.max(User.id)).group_by(User.name))).one_or_none()",
    ),
    (
        "return db.query(db.query(User).filter_by(id=1).exists()).scalar()",
        "return await db.scalar(select(select(User).filter_by(id=1).exists()))",
    ),
]
COUNTS = [
    ("return db.query(User).count()", "return await db.scalar(select(func.count()).select_from(User))"),
    (
        "return db.query(User).filter(User.id > 1).count() + 1",
        "return await db.scalar(select(func.count()).select_from(User).filter(User.id > 1)) + 1",
    ),
    (
        "return db.query(User.name).distinct().count()",
        "return await db.scalar(select(func.count()).select_from(select(User.name).distinct().subquery()))",
    ),
    (
        "return db.query(User).limit(2).count()",
        "return await db.scalar(select(func.count()).select_from(select(User).limit(2).subquery()))",
    ),
    (
        "return db.query(User).count().bit_length()",
        "return (await db.scalar(select(func.count()).select_from(User))).bit_length()",
    ),
]
KEYS_AND_CHANGES = [
    ("return db.query(User).get(1)", "return await db.get(User, 1)"),
    ("return db.query(User).get(1).name", "return (await db.get(User, 1)).name"),
    (
        "return db.query(User).options(joinedload(User.posts)).get(1)",
        "return await db.get(User, options=[joinedload(User.posts)], ident=1)",
    ),
    ("db.query(User).delete()", "await db.execute(delete(User))"),
    (
        "n = db.query(User).filter(User.id == 1).delete(synchronize_session=False)",
        "n = (await db.execute(delete(User).filter(User.id == 1).execution_options(synchronize_session=False))).rowcount",
    ),
    (
        'db.query(User).filter_by(id=1).update({"name": "a"}, "fetch")',
        'await db.execute(update(User).filter_by(id=1).values({"name": "a"}).execution_options(synchronize_session="fetch"))',
    ),
    (
        'q = db.query(User).filter_by(id=1)\nq.update(values={"name": "a"})',
        'q = update(User).filter_by(id=1)\nawait db.execute(q.values({"name": "a"}))',
    ),
    (
        "q = db.query(User).filter_by(id=1)\nq.first()\nq.delete()",
        "q = select(User).filter_by(id=1)\n(await db.scalars(q.limit(1))).first()\nawait db.execute(delete(User).where(q.whereclause))",
    ),
    (  # criteria that may be none have no whereclause
        "q = db.query(User).filter(*rows)\nq.first()\nq.delete()",
        "q = Query([User]).filter(*rows)\nawait db.run_sync(lambda session: q.with_session(session).first())\n"
        "await db.run_sync(lambda session: q.with_session(session).delete())",
    ),
]
ITERATION = [
    (
        "return [u.name for u in db.query(User)]",
        "return [u.name for u in await db.scalars(select(User))]",
    ),
    ("for u in db.query(User):\n    print(u)", "for u in await db.scalars(select(User)):\n    print(u)"),
    (
        "for u in db.query(User).yield_per(9):\n    print(u)",
        "async for u in await db.stream_scalars(select(User).execution_options(yield_per=9)):\n    print(u)",
    ),
    ("return db.query(User).yield_per(9).all()", "return (await db.scalars(select(User))).all()"),
    ("return list(db.query(User))", "return list(await db.scalars(select(User)))"),
    ("return [*db.query(User)]", "return [*await db.scalars(select(User))]"),
    (
        "return any(u.id for u in db.query(User))",
        "return any(u.id for u in await db.scalars(select(User)))",
    ),
    (
        "return any(db.query(Post).get(u.id) for u in db.query(User))",
        "return await anext((True for u in await db.scalars(select(User)) if await db.get(Post, u.id)), False)",
    ),
    ("return db.query(User)[0]", "return (await db.scalars(select(User).slice(0, 1))).all()[0]"),
    ("return db.query(User)[:9]", "return (await db.scalars(select(User).limit(9))).all()"),
    ("return db.query(User)[9:]", "return (await db.scalars(select(User).offset(9))).all()"),
    ("return db.query(User)[1:9]", "return (await db.scalars(select(User).slice(1, 9))).all()"),
]
RUN_SYNC = [
    (
        "return db.query(User).union(db.query(User)).all()",
        "return await db.run_sync(lambda session: session.query(User).union(session.query(User)).all())",
    ),
    ("return db.query(User)[::2]", "return await db.run_sync(lambda session: session.query(User)[::2])"),
    (
        "return db.query(User).paginate(1)",
        "return await db.run_sync(lambda session: session.query(User).paginate(1))",
    ),
    (
        "return [user.id for user in db.query(User).alive()]",
        "return [user.id for user in await db.run_sync(lambda session: list(session.query(User).alive()))]",
    ),
    (
        "return db.query(User).filter_by(id=1).update({}, update_args={})",
        "return await db.run_sync(lambda session: session.query(User).filter_by(id=1).update({}, update_args={}))",
    ),
]
BUILT = [
    ("return db.query(User.id).subquery()", "return select(User.id).subquery()"),
    ("return str(db.query(User))", "return str(select(User))"),
    ("return db.query(User).statement", "return select(User)"),
    ("return db.query(User.id).as_scalar()", "return select(User.id).scalar_subquery()"),
    ("return db.query(User).column_descriptions", "return select(User).column_descriptions"),
]
LAYOUTS = [
    (
        'db.query(User).update(\n    {"age": 1},\n    synchronize_session=False,\n)',
        'await db.execute(update(User).values(\n    {"age": 1}\n).execution_options(synchronize_session=False))',
    ),
    (
        "users = (\n    db.query(User)\n    # 어른\n    .filter(User.age > 19)\n    .first()\n)",
        "users = (\n    await db.scalars(\n        select(User)\n        # 어른\n        .filter(User.age > 19)\n        .limit(1)\n    )\n).first()",
    ),
    (
        "n = (\n    db.query(User)\n    .join(Post)\n    .count()\n)",
        "n = (\n    await db.scalar(\n        select(func.count()).select_from(\n            select(User)\n            .join(Post)\n            .subquery()\n        )\n    )\n)",
    ),
    (
        "print(\n    db.query(User)\n    .filter_by(id=1)\n    .all()\n)",
        "print(\n    (\n        await db.scalars(\n            select(User)\n            .filter_by(id=1)\n        )\n    ).all()\n)",
    ),
    (
        "return db.query(User) \\\n    .filter_by(id=1) \\\n    .all()",
        "return (await db.scalars(select(User) \\\n    .filter_by(id=1))) \\\n    .all()",
    ),
    (
        "return db.query(User).filter(\n    User.id == 1,\n).one()",
        "return (await db.scalars(select(User).filter(\n    User.id == 1,\n))).one()",
    ),
]


@pytest.mark.parametrize(
    ("before", "after"),
    [*ENTITIES, *ROWS, *COUNTS, *KEYS_AND_CHANGES, *ITERATION, *RUN_SYNC, *BUILT, *LAYOUTS],
    ids=lambda text: text[:60],
)
def test_one_function(tmp_path: Path, before: str, after: str) -> None:
    """Each way to ask for a query has one form with a select."""
    assert body_of(tmp_path, before) == after


@pytest.mark.parametrize(
    "body",
    [
        "return db.search(User).all()",
        "return User.query.filter_by(id=1)",
        "return {}.query(User).all()",
        "return [query.all() for query in []]",
    ],
)
def test_other_objects_keep_their_query(tmp_path: Path, body: str) -> None:
    """A method called `query` or `all` of something that is no session stays as it is."""
    assert body_of(tmp_path, body) == body


def test_a_listener_keeps_its_query(tmp_path: Path) -> None:
    """SQLAlchemy gives event listeners a sync session: their queries stay."""
    source = (
        f"from sqlalchemy import event\n{HEADER}"
        '@event.listens_for(Session, "before_flush")\n'
        "def check(session: Session, context, instances):\n"
        "    assert session.query(User).count() < 9\n"
    )
    assert plan_of(tmp_path, source)[1] == source


def test_names_that_are_taken(tmp_path: Path) -> None:
    """A function of the module called `delete`, or a parameter called `select`, does not hide SQLAlchemy's."""
    source = f"{HEADER}def delete(db: Session, select):\n    db.query(User).filter_by(id=select).delete()\n    return db.query(User).all()\n"
    _, after = plan_of(tmp_path, source)
    assert "import sqlalchemy\n" in after
    assert "delete as sa_delete" in after
    assert "await db.execute(sa_delete(User).filter_by(id=select))" in after
    assert "(await db.scalars(sqlalchemy.select(User))).all()" in after


def test_a_module_that_says_sa(tmp_path: Path) -> None:
    """Where a module reaches everything through `import sqlalchemy as sa`, so does the new code."""
    source = (
        "import sqlalchemy as sa\nfrom sqlalchemy.orm import Session\n\n\n"
        "def ask(db: Session, model):\n    return db.query(model).all()\n"
    )
    assert "(await db.scalars(sa.select(model))).all()" in plan_of(tmp_path, source)[1]


SQLMODEL = """\
from sqlmodel import Field, Session, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def ask(db: Session):
"""


@pytest.mark.parametrize(
    ("before", "after", "source"),
    [
        ("db.query(Hero).first()", "(await db.exec(select(Hero).limit(1))).first()", "sqlmodel"),
        ("db.query(Hero.id, Hero.name).all()", "(await db.exec(select(Hero.id, Hero.name))).all()", "sqlmodel"),
        ("db.query(Hero).count()", "(await db.exec(select(func.count()).select_from(Hero))).one()", "sqlmodel"),
        ("db.query(Hero.id).all()", "(await db.execute(select(Hero.id))).all()", "sqlalchemy"),
    ],
)
def test_sqlmodel(tmp_path: Path, before: str, after: str, source: str) -> None:
    """On SQLModel's session its own `select` and `exec` are used, but where `exec` would give values for rows."""
    _, text = plan_of(tmp_path, f"{SQLMODEL}    return {before}\n")
    assert f"    return {after}\n" in text
    assert any(line.startswith(f"from {source} import") and "select" in line for line in text.splitlines())


def test_annotations(tmp_path: Path) -> None:
    """`Query` becomes `Select` where queries became selects, and stays where none did."""
    source = (
        f"{HEADER}from sqlalchemy.orm import Query\n\n\n"
        "def adults(query: Query) -> 'Query[User]':\n    return query.filter(User.age > 19)\n\n\n"
        "def other(query: Query):\n    return query\n\n\n"
        "def ask(db: Session):\n    return adults(db.query(User)).all()\n"
    )
    _, after = plan_of(tmp_path, source)
    assert "def adults(query: Select) -> 'Select[User]':" in after
    assert "def other(query: Query):" in after
    assert "return (await db.scalars(adults(select(User)))).all()" in after


def test_a_helper_takes_the_session(tmp_path: Path) -> None:
    """A function that runs the query it is given gets the session of its callers."""
    source = (
        f"{HEADER}def last(query):\n    return query.order_by(User.id.desc()).first()\n\n\n"
        "def ask(db: Session):\n    return last(db.query(User))\n"
    )
    plan, after = plan_of(tmp_path, source)
    assert "async def last(db, query):" in after
    assert "return await last(db, select(User))" in after
    assert any("takes the session" in note.what for note in plan.notes)


def test_no_session_at_hand(tmp_path: Path) -> None:
    """Where a caller has no session to give, a marker stands at the query, and nothing is added."""
    source = (
        f"{HEADER}def last(query):\n    return query.first()\n\n\nlasts = [last]\n\n\n"
        "def ask(db: Session):\n    return last(db.query(User))\n"
    )
    plan, after = plan_of(tmp_path, source)
    assert [marker.code for marker in plan.markers] == ["AL915"]
    assert "def last(query):" in after


def test_an_async_method_of_what_run_sync_would_give(tmp_path: Path) -> None:
    """A coroutine would be lost inside of `run_sync`, so that a method behind an unknown one is left with a marker."""
    text = HEADER + (
        "class Store:\n    def __init__(self, db: Session):\n        self.db = db\n"
        "    def drop(self):\n        self.db.commit()\n"
        "def work(db: Session):\n    db.query(User).get_or_404(1).drop()\n    return db.query(User).get_or_404(1).name()\n"
    )
    plan, after = plan_of(tmp_path, text)
    [marker] = plan.markers
    assert "drop of what it gives may be async now" in marker.what
    assert "run_sync(lambda session: session.query(User).get_or_404(1).name())" in after


def test_a_method_of_a_query_class_of_ones_own_is_lost_without_its_session(tmp_path: Path) -> None:
    """A query in a variable, on which a method is called that SQLAlchemy's Query has not, is left with a marker."""
    text = HEADER + (
        "def work(db: Session):\n    query = db.query(User)\n    query.count()\n    return query.get_or_404(1)\n"
    )
    plan, after = plan_of(tmp_path, text)
    assert [marker.code for marker in plan.markers] == ["AL915"]
    assert "with_session" not in after
