"""Blocks around statements, wherever these stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

START = """\
from functools import cached_property
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, declarative_base

engine = create_engine("sqlite:///shop.db")
Base = declarative_base()


"""


def rest(root: Path, code: str) -> str:
    """Return what becomes of the code behind the base class, which leaves nothing for a person."""
    plan, after = plan_of(root, START + code)
    assert not plan.markers
    return after.partition("declarative_base()\n\n\n")[2]


def test_a_call_of_several_lines_goes_inside(tmp_path: Path) -> None:
    """What is written anew is not indented line by line."""
    code = "def start():\n    Base.metadata.create_all(\n        bind=engine,\n        checkfirst=True,\n    )\n"
    block = "    async with engine.begin() as connection:\n"
    run = "        await connection.run_sync(Base.metadata.create_all, checkfirst=True)\n"
    assert rest(tmp_path, code) == f"async def start():\n{block}{run}"


def test_a_block_behind_a_colon_gets_a_line_of_its_own(tmp_path: Path) -> None:
    """A function or branch of one line becomes a block."""
    branches = "    if new: Base.metadata.drop_all(engine)\n    else: print(); Base.metadata.create_all(engine)\n"
    after = rest(tmp_path, f"def start(new):\n{branches}")
    lead = "        async with engine.begin() as connection: "
    assert f"    if new: \n{lead}await connection.run_sync(Base.metadata.drop_all)\n" in after
    assert f"    else: \n{lead}print(); await connection.run_sync(Base.metadata.create_all)\n" in after


def test_a_value_in_parentheses_is_kept(tmp_path: Path) -> None:
    """A cached property keeps what it returns, however that is written."""
    code = "class Shop:\n    def __init__(self, db: Session):\n        self.db = db\n\n    @cached_property\n"
    read = "(self.db.scalar(text('1')))"
    for body in (f"    def size(self): return {read}\n", f"    def size(self):\n        return{read}\n"):
        after = rest(tmp_path, code + body)
        assert "self._size = (await self.db.scalar(text('1')))\n        return self._size\n" in after


def test_a_block_inside_of_a_block_is_indented_by_both(tmp_path: Path) -> None:
    """Tables that a cached property makes are made in its `if`, on the first line too."""
    code = "class Shop:\n    @cached_property\n    def ready(self):\n        Base.metadata.create_all(engine)\n"
    after = rest(tmp_path, f"{code}        return engine\n")
    lines = ("async with engine.begin() as connection:", "    await connection.run_sync(Base.metadata.create_all)")
    assert "".join(f"            {line}\n" for line in (*lines, "self._ready = engine")) in after


def test_lines_above_a_block_do_not_part_it_from_its_header(tmp_path: Path) -> None:
    """Each unittest test disposes of the shared engine, and makes its tables below that."""
    code = "class TestShop(TestCase):\n    def setUp(self):\n        Base.metadata.create_all(engine)\n"
    after = rest(tmp_path, f"from unittest import TestCase\n\n\n{code}")
    dispose, _, block = after.partition("        self.addAsyncCleanup(engine.dispose)")
    assert dispose.endswith("    async def asyncSetUp(self):\n")
    assert block.partition("\n")[2].startswith("        async with engine.begin() as connection:\n            await")


def test_a_function_made_of_a_lambda_stands_above_the_block(tmp_path: Path) -> None:
    """A lambda that becomes a function does so outside of the block that its statement is put inside of."""
    code = "class Shop:\n    def __init__(self, db: Session):\n        self.db = db\n\n    @cached_property\n"
    read = "        return self.made(lambda: self.db.scalar(text('1')) or 0)\n"
    made = "\n    def made(self, make):\n        return make()\n"
    after = rest(tmp_path, f"{code}    def size(self):\n{read}{made}")
    above, _, below = after.partition('        if "_size" not in self.__dict__:\n            self._size = ')
    assert above.endswith("            return await self.db.scalar(text('1')) or 0\n\n")
    assert below.startswith("await self.made(")
    assert below.endswith("return await make()\n")
