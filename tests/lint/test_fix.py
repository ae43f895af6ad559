"""Fixes are made whole or not at all, and nothing else changes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiolift.lint.fix import fix, fixed, usable
from aiolift.lint.registry import all_rules
from aiolift.lint.run import lint_files
from aiolift.program.edits import Edit
from tests.lint.program import files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aiolift.lint.rule import Rule
    from aiolift.lint.run import Linted

PRELUDE = "async def save(x=None): ...\n\nasync def run(y=1):\n"


def test_fixes_that_meet() -> None:
    """A call inside of another one is awaited with it, in one file with its line endings and comments kept."""
    code = f"{PRELUDE}    save(save()).x  # 서울\n    return y\n".replace("\n", "\r\n")
    after = fix(lint_files(files(code)), all_rules())
    assert after.linted.files[0].text == code.replace("save(save())", "(await save(await save()))")
    assert after.linted.findings == ()
    assert (after.count, after.refused) == (2, ())


def test_nothing_to_fix_leaves_the_files() -> None:
    """Files without a fix are the same objects."""
    linted = lint_files(files("x = 1\n"))
    assert fixed(linted.files, linted.findings)[0] is linted.files[0]


@given(
    st.lists(
        st.sampled_from(["save()", "x = save().y", "if save(): pass", "print(save(1), save(2))", "y += 1"]), max_size=6
    )
)
def test_fixing_twice_changes_nothing(lines: list[str]) -> None:
    """What has been fixed has nothing left to fix, and only awaits were added."""
    code = PRELUDE + "".join(f"    {line}\n" for line in ["pass", *lines])
    once = fix(lint_files(files(code)), all_rules()).linted
    assert once.findings == ()
    assert fix(once, all_rules()).linted.files == once.files
    assert once.files[0].text.replace("(await save()).y", "save().y").replace("await ", "") == code


MODELS = """from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("mysql+asyncmy://travel@db/travel")
maker = async_sessionmaker(engine, class_=AsyncSession)


class Spot(SQLModel, table=True):
    id: int = Field(primary_key=True)


def plain(): return None
"""
EXPRESSIONS = (
    "session.get_one(Spot, 1)",
    "session.get_one(Spot, 1).id",
    "(await session.exec(select(Spot))).scalars().all()",
    "await plain()",
    "SQLModel.metadata.create_all(engine)",
)
SHAPES = (
    "{}",
    "if ids: {}",
    "print(ids); {}",
    "{}; print(ids)",
    "return ({})  # 서울",
    "return list(({}))",
    "return any({} for _ in ids)",
    "return sum(i for i in ids if {})",
    "return ','.join(f'{{{}}}' for _ in ids)",
    "return max(({} for _ in ids), default=0)",
    "return iter({} for _ in ids)",
    "return [i for i in ({} for _ in ids)]",
    "return any(any({} for _ in ids) for _ in ids)",
    "return sum(1 for _ in {})",
    "return sorted(ids, key=lambda i: {})",
    "def inner(x={}): return x",
)
COMMITS = (
    "await session.commit()",
    "if ids: await session.commit()",
    "await session.commit(); print(ids)",
    "for spot in ids:\n            await session.commit()",
    "for i in ids:\n            await session.commit()",
    "spots = [spot]\n        for spot in spots:\n            print(spot.id)\n            await session.commit()",
    "for spot in (spots := [spot]):\n            await session.commit()\n        print([spot.id for spot in spots])",
    "while spot.id:\n            await session.commit()",
)


def _programs() -> Iterator[tuple[str, Rule | None, str | Mapping[str, str]]]:
    """Yield the examples of rules that have fixes, and every mistake in every statement."""
    for rule in all_rules():
        for number, example in enumerate(rule.invalid):
            if example.fixed is not None:
                yield f"{rule.code}-{number}", rule, example.code
    for number, shape in enumerate(SHAPES):
        code = MODELS
        for name, expression in enumerate(EXPRESSIONS):
            function = f"\n\nasync def f{name}(session: AsyncSession, ids):\n    {shape.format(expression)}\n"
            with suppress(SyntaxError):  # not all of them can stand everywhere
                compile(function, "", "exec")
                code += function
        yield f"shape-{number}", None, code
    for number, commit in enumerate(COMMITS):
        yield (
            f"commit-{number}",
            None,
            f"{MODELS}\n\nasync def f(ids):\n    async with maker() as session:\n"
            f"        spot = await session.get_one(Spot, 1)\n        {commit}\n        return spot.id\n",
        )


@pytest.mark.parametrize(("rule", "code"), [pytest.param(*rest, id=name) for name, *rest in _programs()])
def test_a_fix_mends_what_it_is_for(rule: Rule | None, code: str | Mapping[str, str]) -> None:
    """A fix alone leaves a file that Python compiles and a finding fewer; after all of them there is nothing to do."""
    rules = [rule] if rule is not None else all_rules()
    linted = lint_files(files(code), rules=rules)
    for finding in linted.findings:
        if finding.fix:
            after = fixed(linted.files, [finding])
            assert after != linted.files
            for file in after:
                if file.name.suffix == ".py":
                    compile(file.text, str(file.name), "exec")
            only = [one for one in rules if one.code == finding.code]
            before = [one for one in linted.findings if one.code == finding.code]
            assert len(lint_files(after, rules=only).findings) < len(before), finding
    once = fix(linted, rules)
    assert once.refused == ()
    twice = fix(once.linted, rules)
    assert (twice.linted.files, twice.count) == (once.linted.files, 0)
    assert {one.code for one in once.linted.findings} <= {one.code for one in linted.findings}, "no new mistakes"


def test_a_fix_that_breaks_a_file_is_the_only_one_left_out() -> None:
    """It is refused by name and no longer offered; the others of the file are made."""
    code = f"{PRELUDE}    save()\n    save(2)\n    return y\n"
    linted = lint_files(files(code))
    first, second = linted.findings
    broken = replace(first, fix=(Edit(first.place.start, first.place.end, "await (", "AL101"),))
    linted = replace(linted, findings=(broken, second))
    after = fix(linted, [])
    assert after.linted.files[0].text == code.replace("save(2)", "await save(2)")
    assert (after.count, after.refused) == (1, (broken,))
    assert fixed(linted.files, linted.findings) == after.linted.files
    assert [bool(one.fix) for one in usable(linted).findings] == [False, True]


def test_a_fix_that_mends_nothing_is_taken_back() -> None:
    """Where its finding is still there the fix is not made, whatever else moves it, and is not counted."""
    code = f"{PRELUDE}    save()\n    save(2)\n    return y\n"

    def useless(linted: Linted) -> Linted:
        return replace(
            linted,
            findings=tuple(
                replace(one, fix=(Edit(one.place.start, one.place.start, "  \\\n    ", "AL101"),))
                if linted.files[0].text[one.place.end - 2] == "2"
                else one
                for one in linted.findings
            ),
        )

    after = fix(useless(lint_files(files(code))), all_rules(), useless)
    assert after.linted.files[0].text == code.replace("save()\n", "await save()\n")
    assert (after.count, len(after.refused)) == (1, 1)
    assert [one.fix for one in after.linted.findings] == [()]
