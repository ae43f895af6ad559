"""Stacks of context managers and callbacks, and `closing`, over what is async now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.migrate.rewrite.one_module import HEADER, plan_of

if TYPE_CHECKING:
    from pathlib import Path

STACKS = """
import contextlib
from contextlib import ExitStack, closing


def save(session):
    session.commit()


def ask(engine):
    with ExitStack() as stack:
        file = stack.enter_context(open("log"))
        session = stack.enter_context(Session(engine))
        stack.callback(print, "done")
        stack.callback(save, session)
        stack.callback(session.flush)


def late(engine):
    with ExitStack() as stack:
        session = Session(engine)
        stack.callback(save, session)


def files(session: Session):
    with contextlib.ExitStack() as stack:
        stack.enter_context(open("log"))
        session.commit()


def count(engine):
    with closing(Session(engine)) as session:
        return session.scalar(text("SELECT 1"))
"""


def test_stacks(tmp_path: Path) -> None:
    """A stack that enters or calls something async is async; what is sync in it, and a stack of that, is as it was."""
    plan, after = plan_of(tmp_path, f"{HEADER}{STACKS}")
    assert not plan.markers
    assert "    async with AsyncExitStack() as stack:" in after
    assert 'file = stack.enter_context(open("log"))' in after
    assert "session = await stack.enter_async_context(AsyncSession(engine, expire_on_commit=False))" in after
    assert 'stack.callback(print, "done")' in after
    assert "stack.push_async_callback(save, session)" in after
    assert "stack.push_async_callback(session.flush)" in after
    assert (
        "        session = AsyncSession(engine, expire_on_commit=False)\n" in after
    )  # it must be open at the stack's end
    assert "    with contextlib.ExitStack() as stack:" in after
    assert "    async with AsyncSession(engine, expire_on_commit=False) as session:" in after
    assert "closing" not in after
