"""What a commit had expired and the sync code read again: each program gives what it gave on the sync engine."""

# ruff: noqa: E501 (programs of one line)
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aiolift.migrate.run import migrate
from tests.migrate.rewrite.implicit.executed import MODELS, both

if TYPE_CHECKING:
    from pathlib import Path

REFRESHED = "await db.commit()\n    await db.refresh(post)\n"
SQL = "UPDATE posts SET title = 'x'"

CASES = {
    "a collection of a new object that was read before": (
        "def work(db: Session):\n    author = Author(name='n')\n    db.add(author)\n    db.commit()\n    old = len(author.posts)\n"
        "    db.add(Post(title='p', author_id=author.id))\n    db.commit()\n    return old, [post.title for post in author.posts]\n",
        "await db.commit()\n    await db.refresh(author)\n",
    ),
    "a collection that the back reference has filled already": (
        "def work(db: Session):\n    author = db.scalars(select(Author).where(Author.id == 1)).one()\n    assert author.posts\n    post = Post(title='n', author=author)\n"
        "    author.posts.append(post)\n    db.add(author)\n    db.commit()\n    return [one.title for one in author.posts]\n",
        "await db.commit()\n    await db.refresh(author)\n",
    ),
    "SQL text": (
        f"def work(db: Session):\n    post = db.get(Post, 1)\n    old = post.title\n    db.execute(text({SQL!r}))\n    db.commit()\n    return old, post.title\n",
        REFRESHED,
    ),
    "SQL text under a name, in a function that is called": (
        f"RENAME = text({SQL!r})\n\n\ndef rename(db: Session):\n    db.execute(RENAME)\n\n\n"
        "def work(db: Session):\n    post = db.get(Post, 1)\n    rename(db)\n    db.commit()\n    return post.title\n",
        REFRESHED,
    ),
    "a function that is called commits": (
        f"def rename(db: Session):\n    db.execute(text({SQL!r}))\n    db.commit()\n\n\n"
        "def work(db: Session):\n    post = db.get(Post, 1)\n    rename(db)\n    return post.title\n",
        "await rename(db)\n    await db.refresh(post)\n",
    ),
    "an update of the table": (
        "def work(db: Session):\n    post = db.get(Post, 1)\n    db.execute(Post.__table__.update().values(title='x'))\n    db.commit()\n    return post.title\n",
        REFRESHED,
    ),
    "an update on a connection": (
        "def work(db: Session):\n    post = db.get(Post, 1)\n    statement = update(Post).values(title='x')\n    db.connection().execute(statement)\n    db.commit()\n    return post.title\n",
        REFRESHED,
    ),
    "options of an update under a name": (
        "def work(db: Session):\n    post = db.get(Post, 1)\n    statement = update(Post).values(title='x')\n"
        "    db.execute(statement, execution_options={'synchronize_session': False})\n    db.commit()\n    return post.title\n",
        REFRESHED,
    ),
    "an object that leaves the function": (
        f"def show(post):\n    return post.title\n\n\ndef change(db: Session, post: Post) -> Post:\n    db.execute(text({SQL!r}))\n    db.commit()\n    return post\n\n\n"
        "def work(db: Session):\n    return show(change(db, db.get(Post, 1)))\n",
        REFRESHED,
    ),
    "a list of objects": (
        f"def work(db: Session):\n    posts = db.scalars(select(Post)).all()\n    db.execute(text({SQL!r}))\n    db.commit()\n    return [post.title for post in posts]\n",
        "await db.commit()\n    for item in posts:\n        await db.refresh(item)\n",
    ),
    "a column that is set in SQL": (
        "def work(db: Session):\n    post = db.get(Post, 1)\n    post.title = Post.title + '!'\n    db.commit()\n    return post.title\n",
        REFRESHED,
    ),
    "a column that is set in SQL, after a flush": (
        "def work(db: Session):\n    post = db.get(Post, 1)\n    post.title = func.upper('x')\n    db.flush()\n    return post.title\n",
        "await db.flush()\n    await db.refresh(post)\n",
    ),
    "a foreign key leads elsewhere": (
        "def work(db: Session):\n    post = db.get(Post, 1)\n    old = post.author.name\n    post.author_id = 2\n    db.commit()\n    return old, post.author.name\n",
        REFRESHED,
    ),
    "a loop that waits for others": (
        "def work(db: Session):\n    post = db.get(Post, 1)\n    rounds = 0\n    while post.title != 'x' and rounds < 3:\n"
        f"        db.connection().exec_driver_sql({SQL!r})\n        db.commit()\n        rounds += 1\n    return rounds\n",
        "        await db.commit()\n        await db.refresh(post)\n",
    ),
    "a trigger": (
        "TRIGGER = 'CREATE TRIGGER stamp AFTER UPDATE OF title ON posts BEGIN UPDATE posts SET body = upper(NEW.title) WHERE id = NEW.id; END'\n\n\n"
        "def work(db: Session):\n    db.connection().exec_driver_sql(TRIGGER)\n    post = db.get(Post, 1)\n    old = post.title\n    post.title = 'x'\n    db.commit()\n"
        "    return old, post.title, post.body\n",
        REFRESHED,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_others_changed_is_read_again(tmp_path: Path, name: str) -> None:
    """An object whose row was changed behind the session's back is refreshed where the sync code reloaded it."""
    work, expected = CASES[name]
    models = MODELS.replace("select, update", "select, text, update")
    before, after, text = both(tmp_path, work, models=models)
    assert after == before
    assert expected in text


QUIET = {
    "the session sees an update of the class": "    db.execute(update(Post).values(title='x'))\n    db.commit()\n    return post.title\n",
    "another table": "    db.execute(text(\"UPDATE tags SET word = 'x'\"))\n    db.commit()\n    return post.title\n",
    "a key": f"    db.execute(text({SQL!r}))\n    db.commit()\n    return post is not None\n",
    "nothing is read": f"    db.execute(text({SQL!r}))\n    db.commit()\n",
}


@pytest.mark.parametrize("name", QUIET)
def test_nothing_is_read_again_without_need(tmp_path: Path, name: str) -> None:
    """What this session knows, or nobody reads, is not asked for."""
    work = f"def work(db: Session):\n    post = db.get(Post, 1)\n{QUIET[name]}"
    before, after, text = both(tmp_path, work, models=MODELS.replace("select, update", "select, text, update"))
    assert after == before
    assert "refresh" not in text


def test_what_the_program_refreshes_is_left_to_it(tmp_path: Path) -> None:
    """A refresh changes nothing that the query of the next one would have to write."""
    work = (
        "def work(db: Session):\n    one = Post(title='a')\n    two = Post(title='b')\n    db.add_all([one, two])\n    db.commit()\n"
        "    db.refresh(one)\n    db.refresh(two)\n    return one.state, two.state\n"
    )
    before, after, text = both(tmp_path, work)
    assert after == before
    assert text.count("refresh(") == 2


AGAIN = {
    "a get": ("    return db.get(Post, 1).title\n", "await db.get(Post, 1, populate_existing=True)"),
    "a select": (
        "    return db.scalars(select(Post).where(Post.id == 1)).one().title\n",
        "select(Post).execution_options(populate_existing=True).where(",
    ),
    "a legacy query": (
        "    return db.query(Post).filter_by(id=1).one().title\n",
        "select(Post).execution_options(populate_existing=True)",
    ),
}


@pytest.mark.parametrize("name", AGAIN)
def test_a_query_behind_the_commit_fills_what_the_session_holds(tmp_path: Path, name: str) -> None:
    """Objects that are still there from before do not hide what the rows are now."""
    query, expected = AGAIN[name]
    work = f"def work(db: Session):\n    held = db.get(Post, 1)\n    assert held.title\n    db.execute(text({SQL!r}))\n    db.commit()\n{query}"
    before, after, text = both(tmp_path, work, models=MODELS.replace("select, update", "select, text, update"))
    assert after == before == "x"
    assert expected in text


def test_a_loop_that_asks_again_in_one_session(tmp_path: Path) -> None:
    """A worker that polls with one session sees what others changed since its last commit."""
    work = (
        "def work(db: Session):\n    seen = []\n    while len(seen) < 2:\n        posts = db.scalars(select(Post).order_by(Post.id)).all()\n"
        "        seen.append([post.title for post in posts])\n"
        f"        db.connection().exec_driver_sql({SQL!r})\n        db.commit()\n    return seen\n"
    )
    before, after, text = both(tmp_path, work)
    assert after == before
    assert before[1] == ["x", "x"]
    assert "select(Post).execution_options(populate_existing=True)" in text


def test_what_cannot_be_known_is_noted(tmp_path: Path) -> None:
    """Columns that are read behind a commit, as the session has them, are listed by the lines of the commits."""
    work = "def work(db: Session):\n    post = db.get(Post, 1)\n    post.title = 'x'\n    db.commit()\n    return post.title\n"
    (tmp_path / "app.py").write_text(MODELS + work, encoding="utf-8")
    [note] = [note for note in migrate(tmp_path, driver="aiosqlite").notes if "refresh" in note.what]
    line = (MODELS + work).splitlines().index("    db.commit()") + 1
    assert f"behind line {line}, columns are read as this session has them" in note.what


def test_a_new_object_needs_no_note(tmp_path: Path) -> None:
    """Nobody else changes what was inserted by the same commit."""
    work = (
        "def work(db: Session):\n    post = Post(title='x')\n    db.add(post)\n    db.commit()\n    return post.title\n"
    )
    (tmp_path / "app.py").write_text(MODELS + work, encoding="utf-8")
    assert not [note for note in migrate(tmp_path, driver="aiosqlite").notes if "refresh" in note.what]


HEROES = (
    "from sqlmodel import Field, SQLModel\n"
    + MODELS
    + "class Hero(SQLModel, table=True):\n    metadata = Base.metadata\n    id: int | None = Field(default=None, primary_key=True)\n    name: str\n\n\n"
)


def test_what_was_shown_while_it_was_expired(tmp_path: Path) -> None:
    """An SQLModel object that is printed behind the commit is empty until the first read of an attribute, as it was."""
    work = (
        "def work(db: Session):\n    seen = []\n    hero = Hero(name='x')\n    db.add(hero)\n    db.commit()\n    print(hero)\n"
        "    print(f'{hero!r}')\n    seen.append(hero.id)\n    print(hero)\n    return seen\n"
    )
    before, after, text = both(tmp_path, work, models=HEROES)
    assert after == before
    assert "    await db.commit()\n    db.expire(hero)\n    print(hero)\n    print(f'{hero!r}')\n" in text
    assert "    await db.refresh(hero)\n    seen.append(hero.id)\n    print(hero)\n" in text


@pytest.mark.parametrize(
    "rest",
    [
        "    print(hero)\n",
        "    print(hero)\n    return hero\n",
        "    print(hero.id)\n",
        "    if hero:\n        print(hero)\n    hero.name\n",
    ],
)
def test_what_cannot_be_followed_is_not_expired(tmp_path: Path, rest: str) -> None:
    """An object that nothing reads afterwards in the same block stays as it is."""
    work = f"def work(db: Session):\n    hero = Hero(name='x')\n    db.add(hero)\n    db.commit()\n{rest}"
    (tmp_path / "app.py").write_text(HEROES + work, encoding="utf-8")
    [change] = migrate(tmp_path, driver="aiosqlite").changes
    assert "expire(" not in change.after.decode()


def test_a_mixin_that_stores_itself(tmp_path: Path) -> None:
    """What `save()` of a mixin gives back has what the classes that mix it in load by default, as after the commit."""
    text = (
        "from sqlalchemy import Column, ForeignKey, Integer, create_engine\n"
        "from sqlalchemy.orm import declarative_base, relationship, scoped_session, sessionmaker\n"
        "db = scoped_session(sessionmaker(bind=create_engine('sqlite://')))\nBase = declarative_base()\n"
        "class Saved:\n    def save(self):\n        db.add(self)\n        db.commit()\n        return self\n"
        "class Book(Base):\n    __tablename__ = 'book'\n    id = Column(Integer, primary_key=True)\n"
        "    author_id = Column(ForeignKey('author.id'))\n"
        "class Author(Saved, Base):\n    __tablename__ = 'author'\n    id = Column(Integer, primary_key=True)\n"
        "    books = relationship(Book)\n    def titles(self):\n        return [book.id for book in self.books]\n"
        "def made():\n    return Author().save().titles()\n"
    )
    (tmp_path / "app.py").write_text(text, encoding="utf-8")
    [change] = migrate(tmp_path, driver="aiosqlite").changes
    assert (
        "        await db.commit()\n        await async_object_session(self).refresh(self)\n" in change.after.decode()
    )


AUTHOR = "def work(db: Session):\n    author = db.scalars(select(Author).where(Author.id == 1)).one()\n    old = len(author.posts)\n"
NOW = "    return old, len(author.posts)\n"
ADDED = "db.add(Post(title='n', author_id=author.id))"

MOVED = {
    "a foreign key of a new object": f"{AUTHOR}    {ADDED}\n    db.commit()\n{NOW}",
    "a foreign key that is set": f"{AUTHOR}    db.get(Post, 1).author_id = 2\n    db.commit()\n{NOW}",
    "an object that is deleted": f"{AUTHOR}    db.delete(db.get(Post, 1))\n    db.commit()\n{NOW}",
    "rows that are deleted": f"{AUTHOR}    db.execute(delete(Post).where(Post.id == 1))\n    db.commit()\n{NOW}",
    "rows that a legacy query deletes": f"{AUTHOR}    db.query(Post).filter(Post.id == 1).delete()\n    db.commit()\n{NOW}",
    "rows that are updated": f"{AUTHOR}    db.execute(update(Post).where(Post.id == 1).values(author_id=2))\n    db.commit()\n{NOW}",
    "a loop with the read above": f"{AUTHOR}    for _ in range(2):\n        old += len(author.posts)\n        {ADDED}\n        db.commit()\n    return old\n",
    "a loop with the read below": f"{AUTHOR}    for _ in range(2):\n        {ADDED}\n        db.commit()\n        old += len(author.posts)\n    return old\n",
    "a commit in the end": f"{AUTHOR}    try:\n        {ADDED}\n    finally:\n        db.commit()\n{NOW}",
    "a function inside": f"{AUTHOR}    def add():\n        {ADDED}\n        db.commit()\n\n    add()\n{NOW}",
    "a function inside that reads": f"{AUTHOR}    def count():\n        return len(author.posts)\n\n    {ADDED}\n    db.commit()\n    return old, count()\n",
    "a function that gives the object again": f"def find(db: Session):\n    return db.get(Author, 1)\n\n\ndef work(db: Session):\n    author = find(db)\n    assert author\n    old = len(author.posts)\n    {ADDED}\n    db.commit()\n    return old, len(find(db).posts)\n",
    "an object that was asked for": f"{AUTHOR.replace('.one()', '.first()')}    if author is None:\n        return None\n    db.add(Post(title='n', author_id=1))\n    db.commit()\n{NOW}",
    "an object that is made where there is none": f"{AUTHOR.replace('.one()', '.first()').partition('    old')[0]}    if not author:\n        author = Author(name='q')\n        db.add(author)\n        db.commit()\n    old = len(author.posts)\n    {ADDED}\n    db.commit()\n{NOW}",
    "one more name of the object": f"{AUTHOR}    same = author\n    {ADDED}\n    db.commit()\n    return old, len(same.posts), len(author.posts)\n",
    "one more name of a new object": f"def work(db: Session):\n    author = Author(name='n')\n    same = author\n    db.add(author)\n    db.commit()\n    old = len(same.posts)\n    {ADDED}\n    db.commit()\n{NOW}",
    "one more name of the session": f"{AUTHOR}    s = db\n    s.{ADDED[3:]}\n    s.commit()\n{NOW}",
}  # fmt: skip


@pytest.mark.parametrize("name", MOVED)
def test_a_loaded_collection_whose_members_change_by_their_keys(tmp_path: Path, name: str) -> None:
    """It is loaded with its owner and read again behind the commit, once."""
    before, after, text = both(tmp_path, MOVED[name])
    assert after == before
    assert text.count("refresh(author)") == 1


@pytest.mark.parametrize("query", ["db.get(Author, 1)", "db.scalars(select(Author).where(Author.id == 1)).one()"])
def test_a_query_behind_the_commit_fills_the_collection_that_is_held(tmp_path: Path, query: str) -> None:
    """The object that the function holds already is the one that such a query gives."""
    work = f"{AUTHOR}    {ADDED}\n    db.commit()\n    again = {query}\n    return old, len(again.posts)\n"
    before, after, text = both(tmp_path, work)
    assert after == before == (2, 3)
    assert "populate_existing=True" in text


UNIT = (
    "class Unit:\n    def __init__(self, db: Session):\n        self.db = db\n\n    def __enter__(self):\n        return {given}\n\n"
    "    def __exit__(self, *exc):\n        self.db.commit()\n\n\n"
    "def work(db: Session):\n    with Unit(db) as unit:\n        author = {session}.scalars(select(Author).where(Author.id == 1)).one()\n"
    f"        old = len(author.posts)\n    {ADDED}\n    db.commit()\n{NOW}"
)


@pytest.mark.parametrize(("given", "session"), [("self.db", "unit"), ("self", "unit.db")])
def test_the_session_that_a_unit_of_work_is_given(tmp_path: Path, given: str, session: str) -> None:
    """It is the same by the name that it has within the block."""
    before, after, text = both(tmp_path, UNIT.format(given=given, session=session))
    assert after == before == (2, 3)
    assert text.count("refresh(author)") == 1


def test_a_refresh_of_some_attributes_leaves_the_others(tmp_path: Path) -> None:
    """A collection that it does not name is read again; one that it names is left to it."""
    work = f"{AUTHOR}    {ADDED}\n    db.commit()\n    db.refresh(author, {{names!r}})\n{NOW}"
    for names, refreshes in ((["name"], 2), (["posts"], 1)):
        (root := tmp_path / names[0]).mkdir()
        before, after, text = both(root, work.format(names=names))
        assert after == before == (2, 3)
        assert text.count("refresh(author") == refreshes


def test_a_list_of_owners_is_read_again_behind_the_loop(tmp_path: Path) -> None:
    """The objects of a list are refreshed once, where the loop that commits is over."""
    work = (
        "def add(db: Session, author_id: int):\n    db.add(Post(title='n', author_id=author_id))\n    db.commit()\n\n\n"
        "def work(db: Session):\n    authors = db.scalars(select(Author).order_by(Author.id)).all()\n    old = [len(author.posts) for author in authors]\n"
        "    for author in authors:\n        add(db, author.id)\n    return old, [len(author.posts) for author in authors]\n"
    )
    before, after, text = both(tmp_path, work)
    assert after == before == ([2, 0], [3, 1])
    assert "\n    for item in authors:\n        await db.refresh(item)\n    return" in text


UPPER = "update(Post).where(Post.id == 1).values(title=func.upper('x'))"


@pytest.mark.parametrize("key", [1, 9])
def test_an_object_that_may_be_none(tmp_path: Path, key: int) -> None:
    """What is read under a condition only is refreshed under one."""
    count = "len(author.posts) if author else 0"
    work = f"def work(db: Session):\n    author = db.get(Author, {key})\n    old = {count}\n    db.add(Post(title='n', author_id=1))\n    db.commit()\n    return old, {count}\n"
    before, after, text = both(tmp_path, work)
    assert after == before
    assert "    if author is not None:\n        await db.refresh(author)\n" in text


WORKED_OUT = {
    "an update": f"    db.execute({UPPER})\n",
    "an update and a commit": f"    db.execute({UPPER})\n    db.commit()\n",
    "an update under a name": f"    statement = {UPPER}\n    db.execute(statement)\n",
    "a legacy query": "    db.query(Post).filter(Post.id == 1).update({Post.title: func.upper('x')})\n    db.commit()\n",
    "an update in a function inside": f"    def change():\n        db.execute({UPPER})\n        db.commit()\n\n    change()\n",
}


@pytest.mark.parametrize("name", WORKED_OUT)
def test_a_column_that_an_update_sets_in_sql(tmp_path: Path, name: str) -> None:
    """Where only the database can work the value out, the statement expires it for the session's objects at once."""
    work = f"def work(db: Session):\n    post = db.get(Post, 1)\n    old = post.title\n{WORKED_OUT[name]}    return old, post.title\n"
    before, after, text = both(tmp_path, work)
    assert after == before
    assert before[1] == "X"
    assert text.count("refresh(post)") == 1


def test_a_column_that_python_can_work_out_is_known(tmp_path: Path) -> None:
    """An update that the session follows by itself needs no refresh."""
    change = "    db.execute(update(Post).where(Post.id == 1).values(title=Post.title + '!'))\n    db.commit()\n"
    work = f"def work(db: Session):\n    post = db.get(Post, 1)\n    old = post.title\n{change}    return old, post.title\n"
    before, after, text = both(tmp_path, work)
    assert after == before
    assert "refresh" not in text


UNMOVED = {
    "an append": "    author.posts.append(Post(title='n'))\n    db.commit()\n",
    "a back reference": "    db.add(Post(title='n', author=author))\n    db.commit()\n",
    "other rows": "    db.add(Tag(word='x', author_id=1))\n    db.commit()\n",
    "other columns": "    db.execute(update(Post).values(title='x'))\n    db.commit()\n",
}


@pytest.mark.parametrize("name", UNMOVED)
def test_a_collection_that_knows_its_members_is_not_read_again(tmp_path: Path, name: str) -> None:
    """What the session itself keeps up to date needs no refresh."""
    before, after, text = both(tmp_path, AUTHOR + UNMOVED[name] + NOW)
    assert after == before
    assert "refresh" not in text
