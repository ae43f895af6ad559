"""Sessions that are handed to what runs later."""

from aiolift.analysis.model import Model
from aiolift.lint.handed_over import handed_over
from aiolift.lint.subject import Subject
from aiolift.program.program import Program
from tests.lint.program import files

CODE = """
from fastapi import BackgroundTasks
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from elsewhere import engine, work

factory = async_sessionmaker(engine)


async def given(tasks: BackgroundTasks, session: AsyncSession):
    tasks.add_task(work, session)


async def given_away(tasks: BackgroundTasks):
    session = factory()
    tasks.add_task(work, session)
"""


def test_a_session_of_ones_own_may_be_given_away() -> None:
    """A session that a caller closes is found; one that the function made for the task is the task's to close."""
    subject = Subject(Model(Program(files(CODE))))
    found = list(handed_over(subject, (".add_task",)))
    assert [site.function.name for site, _, _ in found if site.function is not None] == ["given"]
