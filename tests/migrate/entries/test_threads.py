"""A thread that a function starts and joins becomes a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "import threading\nfrom sqlmodel import Session\nfrom db import engine\n\n"
WORK = "def work(session, number=0):\n    session.commit()\n\n"
RUN = """\
def run():
    with Session(engine) as session:
        thread = threading.Thread({arguments})
        thread.start()
        print(1)
        thread.join()
"""
STARTED = RUN.format(arguments="target=work, args=(session,)")


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        ("target=work, args=(session,)", "work(session)"),
        ("target=work, args=[session, 1], daemon=True", "work(session, 1)"),
        ('target=work, args=(session,), kwargs={"number": 2}', "work(session, number=2)"),
    ],
)
def test_forms(converted: Callable[..., str], arguments: str, call: str) -> None:
    """The task is created where the thread was made, and awaited where it was joined."""
    code = converted(HEAD + WORK + RUN.format(arguments=arguments))
    assert "async def work(session, number=0):\n    await session.commit()\n" in code
    assert code.endswith(f"        thread = asyncio.create_task({call})\n        print(1)\n        await thread\n")
    assert "import threading" not in code


@pytest.mark.parametrize(
    "run",
    [
        STARTED.replace("        thread.join()\n", ""),
        STARTED.replace("        thread.start", "        print()\n        thread.start"),
        STARTED.replace("print(1)", "print(thread)"),
        RUN.format(arguments="target=work, args=arguments"),
    ],
)  # fmt: skip
def test_other_threads_stay(converted: Callable[..., str], run: str) -> None:
    """A thread that lives on, starts later, or is used otherwise is no task; its function stays sync."""
    code = converted(HEAD + WORK.replace("session,", "session: Session,") + run)
    assert "create_task" not in code
    assert "\ndef work(" in code


def test_threads_without_database_stay(converted: Callable[..., str]) -> None:
    """Only what became async needs a task."""
    code = HEAD + WORK.replace("session.commit()", "print()") + RUN.format(arguments="target=work, args=(1,)")
    assert "threading.Thread(target=work, args=(1,))" in converted(code)
