"""Constructors that do I/O become async classmethods where every place that builds the class is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CLASS = """\
from sqlalchemy import text
from sqlalchemy.orm import Session

class Report:
    def __init__(self, session: Session, pk) -> None:
        self.pk = pk
        if not pk:
            return
        self.row = session.scalar(text("SELECT 1"))

"""


def test_every_site_builds_with_the_classmethod(after: Callable[..., dict[str, str]]) -> None:
    """The object is made without its constructor, filled, and returned wherever the constructor ended."""
    files = after(main=CLASS + "def show(session: Session):\n    return Report(session, 1).row\n")
    assert files["main"].partition("class Report:\n")[2] == (
        "    @classmethod\n"
        '    async def create(cls, session: AsyncSession, pk) -> "Report":\n'
        "        self = cls.__new__(cls)\n"
        "        self.pk = pk\n"
        "        if not pk:\n"
        "            return self\n"
        '        self.row = await session.scalar(text("SELECT 1"))\n'
        "        return self\n\n"
        "async def show(session: AsyncSession):\n"
        "    return (await Report.create(session, 1)).row\n"
    )


def test_a_name_that_is_taken_is_left(after: Callable[..., dict[str, str]]) -> None:
    """The class has a method `create` already."""
    more = "    def create(self):\n        pass\n\ndef show(session: Session):\n    return Report(session, 1)\n"
    assert "return await Report.load(session, 1)" in after(main=CLASS + more)["main"]


def test_what_is_kept_in_a_dictionary_is_built_with_run_sync(after: Callable[..., dict[str, str]]) -> None:
    """Who calls what the dictionary holds calls the constructor: it stays, and has the sync session."""
    use = "KINDS = {'report': Report}\n\ndef show(session: Session, kind):\n    return KINDS[kind](session, 1)\n"
    files = after(main=CLASS + use)
    assert "    return await session.run_sync(KINDS[kind], 1)\n" in files["main"]
    assert "def __init__(self, session: Session, pk)" in files["main"]


def test_what_is_built_elsewhere_is_marked(after: Callable[..., dict[str, str]]) -> None:
    """Somebody would still call the constructor: it stays, with a marker."""
    files = after(main=CLASS + "def show(session: Session, kind):\n    return globals()[kind](session, 1)\n")
    assert "    # aiolift: AL901 " in files["main"]
    assert "def __init__(self, session: AsyncSession, pk)" in files["main"]
    assert "AL901" in files[""]


def test_a_constructor_that_an_heir_calls_is_run_with_run_sync(after: Callable[..., dict[str, str]]) -> None:
    """`super().__init__()` has no async form; the heir as a whole is built on the session's sync side."""
    heir = """\
class Long(Report):
    def __init__(self, session: Session):
        super().__init__(session, 1)

def show(session: Session):
    return Long(session)
"""
    files = after(main=CLASS + heir)
    assert "return await session.run_sync(Long)\n" in files["main"]
    assert "async def __init__" not in files["main"]


def test_a_dependency_names_the_classmethod(after: Callable[..., dict[str, str]]) -> None:
    """`Depends()` builds what the annotation says, which only works for constructors."""
    code = """\
from typing import Annotated
from fastapi import Depends

def one(report: Report = Depends()): ...

def two(report: Annotated[Report, Depends(Report)]): ...
"""
    files = after(main=CLASS + code)
    assert "def one(report: Report = Depends(Report.create)): ..." in files["main"]
    assert "def two(report: Annotated[Report, Depends(Report.create)]): ..." in files["main"]


def test_a_dependency_that_only_its_annotation_names(after: Callable[..., dict[str, str]]) -> None:
    """`report: Report = Depends()` is the only thing that builds the class: it names the classmethod then."""
    use = "from fastapi import Depends\n\ndef show(report: Report = Depends()):\n    return report.row\n"
    assert "def show(report: Report = Depends(Report.create)):" in after(main=CLASS + use)["main"]
