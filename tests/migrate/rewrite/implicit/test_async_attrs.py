"""Where `AsyncAttrs` is added, and what stands in its place where SQLAlchemy has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.implicit.executed import both
from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

READ = "\n\ndef ask(db: Session):\n    return len(db.get(Post, 1).tags)\n"
TABLE = """    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    tags: Mapped[list["Tag"]] = relationship()


class Tag(Base):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("class Base(DeclarativeBase):\n    pass", "class Base(AsyncAttrs, DeclarativeBase):\n    pass"),
        ("Base = declarative_base()", "Base = declarative_base(cls=AsyncAttrs)"),
        (
            "class Root:\n    pass\n\n\nBase = declarative_base(cls=Root)",
            "class Root(AsyncAttrs):\n    pass\n\n\nBase = declarative_base(cls=Root)",
        ),
        (
            "class Base(AsyncAttrs, DeclarativeBase):\n    pass",
            "class Base(AsyncAttrs, DeclarativeBase):\n    pass",
        ),
    ],
)
def test_declarative_bases(tmp_path: Path, before: str, after: str) -> None:
    """The common base of the mapped classes gets it, once."""
    imports = (
        "from sqlalchemy.ext.asyncio import AsyncAttrs\n"
        "from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declarative_base, mapped_column, relationship\n"
    )
    _, text = plan_of(tmp_path, f"{imports}\n\n{before}\n\n\nclass Post(Base):\n{TABLE}{READ}")
    assert f"\n\n{after}\n" in text
    assert "return len(await (await db.get(Post, 1)).awaitable_attrs.tags)" in text


def test_sqlalchemy_1_4(tmp_path: Path) -> None:
    """Before 2.0 a relationship is read in the session's greenlet; what is read of it in turn goes along."""
    work = (
        "def work(db: Session):\n    tag = db.get(Tag, 1)\n    author = db.get(Author, 1)\n"
        "    author.posts = [Post(title='초혼')]\n    db.commit()\n    return tag.owner.posts[0].title\n"
    )
    before, after, text = both(tmp_path, work, "sqlalchemy==1.4.36\n")
    assert after == before == "초혼"
    assert "AsyncAttrs" not in text
    assert "await db.run_sync(lambda _: author.posts)\n    author.posts = [" in text
    assert "return (await db.run_sync(lambda _: tag.owner.posts))[0].title" in text
