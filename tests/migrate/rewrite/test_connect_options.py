"""Options that a new connection gets are given to the engine, which then connects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

CASES = {
    'with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as c:\n    c.commit()': (
        'async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as c:\n    await c.commit()'
    ),
    "c = engine.connect().execution_options(a=1)\nc.close()": (
        "c = await engine.execution_options(a=1).connect()\nawait c.close()"
    ),
    'return engine.connect().execution_options(a=1).scalar(text("x"))': (
        'return await (await engine.execution_options(a=1).connect()).scalar(text("x"))'
    ),
}


@pytest.mark.parametrize("before", CASES)
def test_options(before: str, tmp_path: Path) -> None:
    """The engine has the options before it connects, entered or not."""
    lines = "".join(f"    {line}\n" for line in before.splitlines())
    _, after = plan_of(tmp_path, f"from sqlalchemy import Engine, text\n\n\ndef ask(engine: Engine):\n{lines}")
    body = after.partition("AsyncEngine):\n")[2]
    assert "\n".join(line[4:] for line in body.splitlines()) == CASES[before]
