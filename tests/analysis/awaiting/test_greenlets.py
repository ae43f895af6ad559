"""What `run_sync` is given is found."""

from __future__ import annotations

from aiolift.analysis.awaiting.greenlets import in_greenlet
from tests.program.code import model_of

CODE = """
from anyio import to_thread
from sqlmodel.ext.asyncio.session import AsyncSession

def work(sync): ...
def other(): ...

async def main(session: AsyncSession):
    await session.run_sync(work)
    await to_thread.run_sync(other)
"""


def test_only_sqlalchemy_s_run_sync_counts() -> None:
    """A function for a session's greenlet is found, one for a thread is not."""
    model = model_of({"main.py": CODE})
    assert [one.name for site in model.sites for one in in_greenlet(model, site)] == ["work"]
