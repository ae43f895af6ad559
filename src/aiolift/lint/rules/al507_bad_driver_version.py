"""AL507: a driver's release that is known to be bad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.specifiers import SpecifierSet

from aiolift.knowledge.driver_releases import BAD_RELEASES
from aiolift.lint.finding import Finding, Place
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.requirements.declared import Declared
    from aiolift.lint.subject import Subject
    from aiolift.program.text import TextFile


class BadDriverVersion(Rule):
    """asyncmy before 0.2.13 can return the rows of a cancelled query to the next request that uses the connection, and
    aiomysql before 0.1 cannot be used with SQLAlchemy 2. A requirement that only such releases fulfil is a bug that no
    test of the service sees.
    """

    code = "AL507"
    name = "bad-driver-version"
    source = "https://github.com/long2ice/asyncmy/blob/dev/CHANGELOG.md"
    invalid = (
        Invalid(
            {"requirements.txt": "fastapi\nasyncmy==0.2.9\nsqlmodel>=0.0.24\n", "main.py": "import asyncmy\n"},
            at=("asyncmy==0.2.9",),
        ),
        Invalid(
            {
                "pyproject.toml": '[project]\nname = "travel"\ndependencies = ["asyncmy<0.2.12", "sqlalchemy>=2"]\n',
                "main.py": "import asyncmy\n",
            },
            at=('dependencies = ["asyncmy<0.2.12", "sqlalchemy>=2"]',),
        ),
    )
    valid = (
        Valid({"requirements.txt": "asyncmy>=0.2.9\naiomysql==0.3.2\nPyMySQL<1.2\n", "main.py": "import asyncmy\n"}),
        Valid({"pyproject.toml": '[project]\ndependencies = ["asyncmy~=0.2.13", "asyncpg"]\n', "main.py": ""}),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare the requirements with the table of bad releases."""
        for file, item in subject.requirements:
            for bad in BAD_RELEASES:
                if bad.package == item.package and _only(item, bad.releases):
                    yield Finding(
                        self.code,
                        _place(file, item),
                        f"{item.requirement} allows only releases that are bad: {bad.why}",
                        f"require {bad.instead}",
                    )


def _only(item: Declared, bad: SpecifierSet) -> bool:
    """Whether every release that a requirement allows is a bad one, judged by the releases that it names."""
    specifier = item.requirement.specifier
    pinned = [part.version.removesuffix(".*") for part in specifier if part.operator in {"==", "==="}]
    if pinned:
        return all(bad.contains(version) for version in pinned)
    ceilings = [part.version for part in specifier if part.operator in {"<", "<="}]
    limits = [part.version for part in bad if part.operator == "<"]
    return any(SpecifierSet(f"<={limit}").contains(ceiling) for ceiling in ceilings for limit in limits)


def _place(file: TextFile, item: Declared) -> Place:
    start = file.line_starts[item.line - 1]
    return Place.of(file, start, start + len(file.line(item.line).partition(" #")[0].rstrip()))
