"""How many levels of a relationship to objects of its own class a query loads."""

from __future__ import annotations

import pytest

from aiolift.analysis.model import Model
from aiolift.analysis.objects.loading import Loading
from aiolift.analysis.sessions.async_sessions import AsyncSessions
from aiolift.program.program import Program
from tests.lint.program import files

CODE = """
from sqlalchemy import ForeignKey, orm, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Load, Mapped, defaultload, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


class Node(Base):
    __tablename__ = "node"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("node.id"))
    children: Mapped[list["Node"]] = relationship(back_populates="parent")
    parent: Mapped["Node | None"] = relationship(back_populates="children", remote_side=[id])


def with_children(option):
    return option.selectinload(Node.children)


async def one(session: AsyncSession, number: int):
    node = (await session.scalars(select(Node).options(OPTION).where(WHERE))).first()
    return [READ for child in node.children for other in child.children]
"""


def _unloaded(option: str, read: str = "other", where: str = "Node.id == number") -> list[str]:
    code = CODE.replace("OPTION", option).replace("READ", read).replace("WHERE", where)
    model = Model(Program(files(code)))
    found = Loading(model, AsyncSessions(model)).unloaded()
    return [one.module.segment(one.node) for one in found]


@pytest.mark.parametrize(
    "option",
    [
        "selectinload(Node.children)",
        "orm.selectinload(Node.children)",
        "Load(Node).selectinload(Node.children)",
        "selectinload(Node.children).options(selectinload(Node.parent))",
        "selectinload(Node.children), selectinload(Node.parent).joinedload(Node.parent)",
    ],
)
def test_one_option_loads_one_level(option: str) -> None:
    """The children of the children are not loaded, however the option is written."""
    assert _unloaded(option) == ["child.children"]


@pytest.mark.parametrize(
    "option",
    [
        "selectinload(Node.children).selectinload(Node.children)",
        "selectinload(Node.children).options(selectinload(Node.children))",
        "selectinload(Node.children, recursion_depth=2)",
        "selectinload(Node.children), selectinload(Node.children).joinedload(Node.children)",
        "with_children(selectinload(Node.children))",
    ],
)
def test_an_option_for_each_level_loads_them(option: str) -> None:
    """A chain, nested options, a depth, and what a helper puts behind a chain are as deep as the read."""
    assert _unloaded(option) == []


def test_the_level_behind_the_last_one_is_not_loaded() -> None:
    """Two options load two levels, and the third is missing; the way back needs none."""
    two = "selectinload(Node.children).selectinload(Node.children)"
    assert _unloaded(two, read="other.children") == ["other.children"]
    assert _unloaded(two, read="other.parent") == []


def test_where_a_query_may_give_the_whole_tree_each_node_is_loaded() -> None:
    """Only a query by the primary key is known to give one node."""
    assert _unloaded("selectinload(Node.children)", where="Node.id > number") == []
    assert _unloaded("selectinload(Node.children)", where="Node.parent_id == number") == []
