"""From files to findings."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from aiolift.lint import run
from aiolift.lint.run import lint, lint_files
from aiolift.program import forks
from tests.lint.program import files

BAD = "async def save(): ...\n\nasync def run():\n    save()\n"


def test_a_file_that_cannot_be_parsed_is_a_finding(tmp_path: Path) -> None:
    """A syntax error, and bytes that are no text, are AL001 with their line; the other files are linted."""
    (tmp_path / "a.py").write_text("def x(:\n")
    (tmp_path / "b.py").write_bytes(b"# \xff\n")
    (tmp_path / "c.py").write_text(BAD)
    found = lint(tmp_path, map(PurePosixPath, ["a.py", "b.py", "c.py"])).findings
    assert [(str(one.place.name), one.place.line, one.code) for one in found] == [
        ("a.py", 1, "AL001"),
        ("b.py", 1, "AL001"),
        ("c.py", 4, "AL101"),
    ]


def test_a_file_that_python_cannot_run_for_its_encoding_is_a_finding_and_is_linted(tmp_path: Path) -> None:
    """Python refuses source in UTF-16, whatever stands in it."""
    (tmp_path / "a.py").write_bytes(BAD.encode("utf-16"))
    found = lint(tmp_path, [PurePosixPath("a.py")]).findings
    assert [(one.place.line, one.code) for one in found] == [(1, "AL001"), (4, "AL101")]


def test_data_is_not_read(tmp_path: Path) -> None:
    """Of the files beside the modules only those are read that a rule knows."""
    (tmp_path / "a.py").write_text("")
    (tmp_path / "spots.csv").write_text("서울,종로구\n")
    (tmp_path / "requirements.txt").write_text("asyncmy==0.2.9\n")
    linted = lint(tmp_path, map(PurePosixPath, ["a.py", "requirements.txt", "spots.csv"]))
    assert [str(file.name) for file in linted.files] == ["a.py", "requirements.txt"]
    assert [one.code for one in linted.findings] == ["AL507"]


def test_findings_are_in_order_and_places_count_characters() -> None:
    """Findings are sorted by file and place; columns count characters, Korean ones as one each."""
    found = lint_files(files({"b.py": BAD, "a.py": BAD.replace("    save()", '    "서울"; save()')})).findings
    assert [(str(one.place.name), one.place.line, one.place.column, one.place.end_column) for one in found] == [
        ("a.py", 4, 11, 17),
        ("b.py", 4, 5, 11),
    ]


def test_two_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Large programs are checked on two processors, with the same findings in the same order."""
    texts = files({"b.py": BAD, "a.py": BAD.replace("    save()", "    time.sleep(1)\n    save()") + "import time\n"})
    alone = lint_files(texts).findings
    monkeypatch.setattr(run, "_FEW", 0)
    monkeypatch.setattr(forks, "can_fork", lambda: True)
    assert lint_files(texts).findings == alone
    assert {one.code for one in alone} == {"AL101", "AL603"}


def test_an_object_that_was_made_was_asked_by_no_query() -> None:
    """What is said of a relationship that was never loaded fits how the object came to be."""
    code = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    heroes: Mapped[list["Hero"]] = relationship()


class Hero(Base):
    __tablename__ = "hero"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))


async def create(session: AsyncSession):
    team = Team(id=1)
    session.add(team)
    await session.flush()
    return len(team.heroes)
"""
    (finding,) = lint_files(files(code)).findings
    assert "which was never loaded: the object was made in create (line 24) and stored since" in finding.message
    assert finding.help == "load it before: await session.refresh(team, ['heroes'])"
