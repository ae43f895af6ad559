"""A library that works on a sync connection gets the sync side of an async one."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
import pandas as pd
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")


def work(db: Session, query, frame):
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "return pd.read_sql(query, con=db.connection())",
            "return await (await db.connection()).run_sync(lambda sync_connection: "
            "pd.read_sql(query, con=sync_connection))",
        ),
        (
            "return pd.read_sql_query(query, engine)",
            "async with engine.begin() as connection:\n"
            "    return await connection.run_sync(lambda sync_connection: pd.read_sql_query(query, sync_connection))",
        ),
        (
            "frame.to_sql('hero', engine, index=False)",
            "async with engine.begin() as connection:\n"
            "    await connection.run_sync(lambda sync_connection: frame.to_sql('hero', sync_connection, index=False))",
        ),
    ],
)
def test_on_the_sync_side(tmp_path: Path, before: str, after: str) -> None:
    """The call stands inside of `run_sync`, on the connection at hand or on one of its own in a transaction."""
    plan, text = plan_of(tmp_path, f"{HEAD}    {before}\n")
    assert text.endswith(f"async def work(db: AsyncSession, query, frame):\n{indent(after, '    ')}\n")
    assert not plan.markers


def test_what_is_read_later(tmp_path: Path) -> None:
    """Rows in chunks are read behind the call, where `run_sync` has ended: a person decides."""
    plan, _ = plan_of(tmp_path, f"{HEAD}    return list(pd.read_sql(query, engine, chunksize=100))\n")
    assert [marker.code for marker in plan.markers] == ["AL923"]
