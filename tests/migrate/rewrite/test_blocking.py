"""Blocking calls of functions that became async leave the event loop; all others stay as they are."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import body_of, plan_of

if TYPE_CHECKING:
    from pathlib import Path

IMPORTS = (
    "import time\nfrom pathlib import Path\n\nimport bcrypt\nimport requests\nfrom sqlalchemy.orm import Session\n\n\n"
)
LOAD = "def load(path):\n    with open(path) as file:\n        return file.read()\n\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("time.sleep(1)", "await asyncio.sleep(1)"),
        (
            "return requests.get(url, timeout=5).text",
            "return (await asyncio.to_thread(requests.get, url, timeout=5)).text",
        ),
        ("text = Path(url).read_text()", "text = await asyncio.to_thread(Path(url).read_text)"),
        ("return [bcrypt.hashpw(x) for x in url]", "return [await asyncio.to_thread(bcrypt.hashpw, x) for x in url]"),
        (
            "return any(bcrypt.checkpw(x) for x in url)",
            "return await anext((True for x in url if await asyncio.to_thread(bcrypt.checkpw, x)), False)",
        ),
        ("return load(url)", "return await asyncio.to_thread(load, url)"),
        ("return indirectly(url)", "return await asyncio.to_thread(indirectly, url)"),
    ],
)
def test_moved(tmp_path: Path, before: str, after: str) -> None:
    """A blocking call goes to its async form or to a thread, at the border between async code and a sync helper."""
    helpers = f"{LOAD}def indirectly(url):\n    return load(url)\n\n\n"
    source = f"{IMPORTS}{helpers}def ask(db: Session, url):\n    db.commit()\n    {before}\n"
    _, code = plan_of(tmp_path, source)
    assert f"async def ask(db: AsyncSession, url):\n    await db.commit()\n    {after}\n" in code
    assert helpers in code


@pytest.mark.parametrize(
    "statement",
    [
        "time.monotonic()",
        "Path('a').exists()",
        "requests.Session()",
        "key = lambda: time.sleep(1)",
        "def later():\n        time.sleep(1)",
    ],
)
def test_left(tmp_path: Path, statement: str) -> None:
    """What is fast, or runs elsewhere, stays."""
    _, code = plan_of(tmp_path, f"{IMPORTS}def ask(db: Session):\n    db.commit()\n    {statement}\n")
    assert f"await db.commit()\n    {statement}\n" in code


def test_sync_functions_keep_their_calls(tmp_path: Path) -> None:
    """A function that stays `def` runs in a thread already."""
    source = f"{IMPORTS}def wait():\n    time.sleep(1)\n\n\ndef ask(db: Session):\n    db.commit()\n"
    _, code = plan_of(tmp_path, source)
    assert "def wait():\n    time.sleep(1)\n" in code


def test_a_helper_with_the_session_is_noted(tmp_path: Path) -> None:
    """A session must not go to another thread, so a person has to split the helper."""
    helper = "def keep(db, item):\n    Path('a').write_text('x')\n    db.add(item)\n\n\n"
    plan, code = plan_of(tmp_path, f"{IMPORTS}{helper}def ask(db: Session):\n    keep(db, 1)\n    db.commit()\n")
    assert "    keep(db, 1)\n    await db.commit()\n" in code
    assert any("keep() reads or writes a file in the event loop" in note.what for note in plan.notes)


def test_tests_may_block(tmp_path: Path) -> None:
    """Nobody else runs in the event loop of a test."""
    source = dedent("""
        def test_it(db: Session):
            db.commit()
            time.sleep(1)
    """)
    _, code = plan_of(tmp_path, IMPORTS + source)
    assert "    time.sleep(1)\n" in code


def test_what_is_done_twice_is_awaited_once(tmp_path: Path) -> None:
    """A call in the arguments of another keeps its own await."""
    assert body_of(tmp_path, "db.commit()\nopen(db.scalar(text('x'))).read()").endswith(
        "await asyncio.to_thread(open(await db.scalar(text('x'))).read)"
    )
