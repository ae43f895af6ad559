"""Reads of stored objects behind a handler that has swallowed the error of a flush."""

import pytest

from tests.analysis.sessions.test_swallowed import swallowed

MODEL = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase): ...
class Deal(Base):
    __tablename__ = "deal"
    id: Mapped[int] = mapped_column(primary_key=True)
async def f(session: AsyncSession):
    deal = {made}
    try:
        await session.flush()
    except IntegrityError:
        {handler}
    {after}
async def g(session: AsyncSession):
    {call}
"""
GET = "await session.get(Deal, 1)"


@pytest.mark.parametrize(
    ("made", "handler", "after", "call", "read"),
    [
        (GET, "pass", "return deal", "print(await f(session))", "return deal"),
        (GET, "pass", "return deal", "await f(session)", None),
        (GET, "pass", "print(deal.id)", "...", "deal.id"),
        (GET, "print(deal.id)", "...", "...", "deal.id"),
        (GET, "return None", "print(deal.id)", "...", None),
        (GET, "raise", "print(deal.id)", "...", None),
        (GET, "pass", "deal = Deal(); print(deal.id)", "...", None),
        ("Deal(id=1)", "pass", "print(deal.id)", "...", None),
    ],
)
def test_a_stored_object_has_to_be_loaded_again(
    made: str, handler: str, after: str, call: str, read: str | None
) -> None:
    """A read in the handler or after it counts, and a result that somebody uses; a new object keeps what it has."""
    found = swallowed(MODEL.format(made=made, handler=handler, after=after, call=call))
    assert [one.later.split("`")[1] for one in found] == ([] if read is None else [read])
