"""Implicit I/O: each program gives on the async engine what it gave on the sync one."""

# ruff: noqa: E501 (programs of one line)
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.implicit.executed import MODELS, both

if TYPE_CHECKING:
    from pathlib import Path

CASES = {
    "an option on the query that loaded the object": (
        "    author = db.scalars(select(Author).where(Author.id == 1)).one()\n    return [post.title for post in author.posts]\n",
        "select(Author).options(selectinload(Author.posts)).where(",
    ),
    "a chain of options for what is behind a relationship": (
        "    posts = db.scalars(select(Post)).all()\n    return [len(post.author.posts) for post in posts]\n",
        ".options(selectinload(Post.author).selectinload(Author.posts))",
    ),
    "a legacy query takes the option as well": (
        "    return [tag.owner.name for tag in db.query(Tag).order_by(Tag.id)]\n",
        "select(Tag).options(selectinload(Tag.owner))",
    ),
    "no query is in reach of a get": (
        "    return len(db.get(Author, 1).posts)\n",
        "len(await (await db.get(Author, 1)).awaitable_attrs.posts)",
    ),
    "a relationship to its own class": (
        "    author = db.get(Author, 2)\n    while author.mentor is not None:\n        author = author.mentor\n    return author.name\n",
        "while await author.awaitable_attrs.mentor is not None:",
    ),
    "an append loads the collection": (
        "    author = db.get(Author, 1)\n    author.posts.append(Post(title='초혼'))\n    db.commit()\n    return [post.title for post in author.posts]\n",
        "(await author.awaitable_attrs.posts).append(",
    ),
    "an assignment loads what the collection held": (
        "    author = db.get(Author, 1)\n    author.posts = [Post(title='초혼')]\n    db.commit()\n    return db.scalars(select(Post.title)).all()\n",
        "await author.awaitable_attrs.posts\n    author.posts = [",
    ),
    "a property cannot await": (
        "    return [author.label for author in db.scalars(select(Author).order_by(Author.id))]\n",
        'backref=backref("tags", lazy="selectin")',
    ),
    "a new object lacks what is loaded by default": (
        "    author = Author(name='이상')\n    db.add(author)\n    db.commit()\n    return author.label\n",
        "await db.commit()\n    await db.refresh(author)\n",
    ),
    "a query in an option that is there already": (
        "    posts = db.scalars(select(Post).options(joinedload(Post.author))).all()\n    return [post.author.name for post in posts]\n",
        "select(Post).options(joinedload(Post.author)))).all()",
    ),
    "a deferred column of a query": (
        "    return [post.body for post in db.scalars(select(Post).order_by(Post.id))]\n",
        "select(Post).options(undefer(Post.body))",
    ),
    "a deferred column of an object": (
        "    return db.get(Post, 1).body\n",
        "await (await db.get(Post, 1)).awaitable_attrs.body",
    ),
    "a dynamic relationship is asked in the session's greenlet": (
        "    author = db.get(Author, 1)\n    return author.notes.filter(Note.id > 1).count()\n",
        "await db.run_sync(lambda _: author.notes.filter(Note.id > 1).count())",
    ),
    "rows that were changed behind the session's back": (
        "    post = db.get(Post, 1)\n    db.execute(update(Post).values(title='x').execution_options(synchronize_session=False))\n"
        "    db.commit()\n    return post.title\n",
        "await db.commit()\n    await db.refresh(post)\n",
    ),
    "what a rollback forgets": (
        "    post = db.get(Post, 1)\n    post.title = 'x'\n    db.flush()\n    db.rollback()  # 취소\n    return post.title\n",
        "await db.rollback()  # 취소\n    await db.refresh(post)\n",
    ),
    "what expire_all forgets": (
        "    post = db.get(Post, 1)\n    db.expire_all()\n    return post.title\n",
        "db.expire_all()\n    await db.refresh(post)\n",
    ),
    "what the server fills in": (
        "    post = Post(title='x')\n    db.add(post)\n    db.commit()\n    return post.state\n",
        "await db.commit()\n    await db.refresh(post)\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_results_are_the_same(tmp_path: Path, name: str) -> None:
    """The migrated program needs no greenlet that is not there, returns the same, and in the way that was meant."""
    work, expected = CASES[name]
    before, after, text = both(tmp_path, f"def work(db: Session):\n{work}")
    assert after == before
    assert expected in text


def test_nothing_is_reloaded_without_need(tmp_path: Path) -> None:
    """A column that the program itself has set is there after a commit."""
    work = "def work(db: Session):\n    author = db.get(Author, 1)\n    author.name = 'x'\n    db.commit()\n    return author.name\n"
    before, after, text = both(tmp_path, work)
    assert after == before == "x"
    assert "refresh" not in text


NEW = [
    "def work(db: Session):\n    tag, made = Tag(id=99, word='x'), True\n",
    "def work(db: Session):\n    return insert(db, Tag(id=99, word='x'))\n\n\ndef insert(db: Session, tag: Tag):\n    made = True\n",
]


@pytest.mark.parametrize("start", NEW)
def test_a_new_object_is_not_reloaded_after_a_rollback(tmp_path: Path, start: str) -> None:
    """What the rolled back transaction was to insert is in no session any more."""
    rest = "    db.add(tag)\n    db.flush()\n    db.rollback()\n    return made and tag.word\n"
    before, after, text = both(tmp_path, start + rest)
    assert after == before == "x"
    assert "refresh" not in text


@pytest.mark.parametrize(("said", "is_read"), [("tag.word", True), ("type(tag).__name__", False)])
def test_a_handler_reloads_what_the_rollback_has_left_in_the_session(tmp_path: Path, said: str, is_read: bool) -> None:
    """A caller's new object is gone with the insert that failed; its type can be read of any."""
    work = (
        "def work(db: Session):\n    for _ in range(2):\n        tag = Tag(id=99, word='x')\n        db.add(tag)\n        said = save(db, tag)\n    return said\n\n\n"
        f"def save(db: Session, tag: Tag):\n    try:\n        db.commit()\n    except Exception:\n        db.rollback()\n        return str({said})\n    return None\n"
    )
    before, after, text = both(tmp_path, work)
    assert after == before is not None
    assert ("if tag in db:\n            await db.refresh(tag)\n" in text) is is_read
    assert ("refresh" in text) is is_read


def test_a_loaded_object_is_reloaded_after_a_rollback(tmp_path: Path) -> None:
    """Adding an object that is in the session already does not make it new."""
    work = "def work(db: Session):\n    post, old = db.get(Post, 1), 1\n    db.add(post)\n    db.flush()\n    db.rollback()\n    return post.title\n"
    before, after, text = both(tmp_path, work)
    assert after == before
    assert "await db.rollback()\n    await db.refresh(post)\n" in text


def test_new_objects_are_not_awaited(tmp_path: Path) -> None:
    """What no session has seen yet is no I/O to read."""
    work = "def work(db: Session):\n    author = Author(name='x')\n    author.posts.append(Post(title='y'))\n    return len(author.posts)\n"
    before, after, text = both(tmp_path, work + "\n\ndef other(db: Session):\n    db.commit()\n")
    assert after == before == 1
    assert "awaitable_attrs" not in text


def test_what_a_called_function_commits_is_reloaded(tmp_path: Path) -> None:
    """A commit in a context manager of the program counts, and one refresh behind the block is enough."""
    work = (
        "from contextlib import contextmanager\n\n\n@contextmanager\ndef unit(db: Session):\n    yield db\n    db.commit()\n\n\n"
        "def save(db: Session, author: Author) -> Author:\n    db.add(author)\n    db.flush()\n    return author\n\n\n"
        "def work(db: Session):\n    author = Author(name='x')\n    with unit(db):\n        save(db, author)\n    return author.label\n"
    )
    before, after, text = both(tmp_path, work)
    assert after == before
    assert text.count("refresh") == 1
    assert "await save(db, author)\n    await db.refresh(author)\n    return author.label" in text


def test_objects_of_another_function(tmp_path: Path) -> None:
    """What a called function makes is new where neither does I/O, and may be stored where the reader does."""
    work = (
        "def make():\n    return Author(name='x')\n\n\ndef pure():\n    return len(make().posts)\n\n\n"
        "def work(db: Session):\n    author = make()\n    db.add(author)\n    db.commit()\n    return pure(), len(author.posts)\n"
    )
    before, after, text = both(tmp_path, work)
    assert after == before == (0, 0)
    assert "return len(make().posts)" in text
    assert "return pure(), len(await author.awaitable_attrs.posts)" in text


def test_a_tree_that_a_property_reads(tmp_path: Path) -> None:
    """A relationship to its own class is loaded several levels deep where a property walks along it."""
    work = (
        "def work(db: Session):\n    first = db.get(Author, 1)\n    db.add_all([Author(name='c', mentor=Author(name='b', mentor=Author(name='a', mentor=first)))])\n"
        "    db.commit()\n    db.expunge_all()\n    return [author.path for author in db.scalars(select(Author).order_by(Author.name))]\n"
    )
    source = MODELS.replace(
        "    @property\n",
        "    @property\n    def path(self):\n        return self.name if self.mentor is None else f'{self.name} < {self.mentor.path}'\n\n    @property\n",
    )
    before, after, text = both(tmp_path, work, models=source)
    assert after == before
    assert 'mentor = relationship("Author", remote_side=[id], lazy="immediate", join_depth=10)' in text
