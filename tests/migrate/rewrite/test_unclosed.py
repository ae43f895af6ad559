"""Sessions that nobody closes, and generators that are gone after `next`, get a block that awaits their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import HEADER, plan_of

if TYPE_CHECKING:
    from pathlib import Path

START = """\
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

engine = create_engine("sqlite:///app.db")
Local = sessionmaker(engine)


def get_db():
    db = Local()
    try:
        yield db
    finally:
        db.close()


def use(name):
"""


def _use(root: Path, body: str) -> str:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    plan, after = plan_of(root, f"{HEADER}{START}{lines}")
    assert [marker.code for marker in plan.markers if marker.code == "AL925"] == []
    return "\n".join(line[4:] for line in after.partition("def use(name):\n")[2].splitlines())


CASES = {
    "db = Local()\n# 전부\nreturn db.get(User, 1)": (
        "async with Local() as db:\n    # 전부\n    return await db.get(User, 1)"
    ),
    "db = next(get_db())\nfor user in db.query(User):\n    print(user)": (
        "async with asynccontextmanager(get_db)() as db:\n"
        "    for user in await db.scalars(select(User)):\n        print(user)"
    ),
    "with next(get_db()) as db:\n    db.commit()": (
        "async with asynccontextmanager(get_db)() as db:\n    await db.commit()"
    ),
    "return Local().get(User, 1)": "async with Local() as session:\n    return await session.get(User, 1)",
    'db = Local()\ndb.scalar(select("""\nx\n"""))': (
        'async with Local() as db:\n    await db.scalar(select("""\nx\n"""))'
    ),
}


@pytest.mark.parametrize("before", CASES)
def test_block(before: str, tmp_path: Path) -> None:
    """The statements that follow stand in the block; the text of strings keeps its own indentation."""
    assert _use(tmp_path, before) == CASES[before]


KEPT = [
    "db = Local()\ndb.commit()\ndb.close()",
    "db = Local()\ndb.commit()\nreturn db",
    "db = Local()\nwith db:\n    db.commit()",
    "if name:\n    db = Local()\nelse:\n    db = Local()\ndb.commit()",
    "db = Local()\nname.db = db\ndb.commit()",
]


@pytest.mark.parametrize("before", KEPT)
def test_no_block(before: str, tmp_path: Path) -> None:
    """A session that is closed, given away or bound twice is left alone."""
    assert "async with Local()" not in _use(tmp_path, before)


def test_marker_inside(tmp_path: Path) -> None:
    """What other rules put between the statements is indented with them, and the result is Python."""
    after = _use(tmp_path, "db = Local()\nfor user in db.query(User).all():\n    print(len(user.posts))\nreturn name")
    compile(f"async def use(name):\n{''.join(f'    {line}' + chr(10) for line in after.splitlines())}", "app", "exec")
    assert after.startswith("async with Local() as db:\n")
    assert after.endswith("\n    return name")
