"""Which versions a code base is written for: what it pins, has locked, has installed, or asks for at least."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from aiolift.analysis.requirements import declared, installed
from aiolift.errors import VersionTooOldError
from aiolift.migrate.configuration.event_loop import admits
from aiolift.program import text as texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path, PurePosixPath

    from aiolift.analysis.requirements.declared import Declared
    from aiolift.analysis.requirements.installed import Installed

#: The first release with an async interface that the migration writes for, by normalised name.
OLDEST = {"sqlalchemy": ("SQLAlchemy", Version("1.4")), "sqlmodel": ("SQLModel", Version("0.0.14"))}


@dataclass(frozen=True)
class Versions:
    """The lowest version of each package that the migrated code must run with; None where nothing says.

    An exact version (pinned, else locked, else installed) comes before a lower bound.
    """

    python: Version | None = None
    sqlalchemy: Version | None = None
    sqlmodel: Version | None = None
    fastapi: Version | None = None
    starlette: Version | None = None
    pydantic: Version | None = None
    alembic: Version | None = None
    pytest: Version | None = None
    pytest_asyncio: Version | None = None
    httpx: Version | None = None
    anyio: Version | None = None


def detect(root: Path, names: Sequence[PurePosixPath]) -> Versions:
    """Read the versions from the requirements, the lock files and the virtual environment of a code base.

    :param names: its files, lock files included.
    :raises VersionTooOldError: SQLAlchemy or SQLModel is of a release without a usable async interface.
    :raises ProgramError: a file is not what its name says.
    """
    required = declared.declared(root, names)
    exact = [*installed.locked(root, names), *installed.in_environment(root)]
    for package in OLDEST:
        _check(package, required, exact)
    found: dict[str, Version | None] = {"python": _python(root, names)}
    for name in (field.name for field in fields(Versions) if field.name != "python"):
        found[name] = _version(name.replace("_", "-"), required, exact)
    return Versions(**found)


def lower_bound(specifier: SpecifierSet) -> Version | None:
    """Return the lowest version that the lower limits of `specifier` allow; None where it has none."""
    limits = [
        Version(part.version.removesuffix(".*")) for part in specifier if part.operator in {"==", ">=", ">", "~="}
    ]
    return max(limits, default=None)


def _pinned(specifier: SpecifierSet) -> bool:
    return any(part.operator == "==" and not part.version.endswith(".*") for part in specifier)


def _version(package: str, required: Iterable[Declared], exact: Iterable[Installed]) -> Version | None:
    specifiers = [item.requirement.specifier for item in required if item.package == package]
    pins = [bound for item in specifiers if _pinned(item) and (bound := lower_bound(item))]
    if pins:
        return min(pins)
    for item in exact:  # lock files first
        if item.package == package:
            return item.version
    bounds = [bound for item in specifiers if (bound := lower_bound(item) or _before_2(package, item))]
    return min(bounds, default=None)


def _before_2(package: str, specifier: SpecifierSet) -> Version | None:
    """Return what `sqlalchemy<2` asks for, which has no lower limit."""
    return OLDEST[package][1] if package == "sqlalchemy" and not admits(specifier, Version("2.0")) else None


def _check(package: str, required: Iterable[Declared], exact: Iterable[Installed]) -> None:
    shown, oldest = OLDEST[package]
    fix = f"raise it to {oldest} or later, run the tests on the sync code, and migrate then"
    for item in (item for item in required if item.package == package):
        if not admits(item.requirement.specifier, oldest):
            raise VersionTooOldError(
                f"{item.name}:{item.line}: {shown}{item.requirement.specifier} has no async interface to move to; {fix}"
            )
    # what is locked or installed counts where nothing asks for a newer release than that
    stale = any(item.package == package for item in required)
    for found in (found for found in exact if found.package == package):
        if found.version < oldest and not (stale and found.name.name not in installed.LOCK_FILES):
            raise VersionTooOldError(
                f"{found.name}:{found.line}: {shown} {found.version} has no async interface to move to; {fix}"
            )


def _python(root: Path, names: Iterable[PurePosixPath]) -> Version | None:
    """Return the lowest Python that `pyproject.toml` allows."""
    bounds: list[Version] = []
    for name in (name for name in names if name.name == "pyproject.toml"):
        tables = declared.read_toml(texts.read(root / name, name))
        written = declared.get(tables, "project", "requires-python")
        if not isinstance(written, str):
            written = declared.get(tables, "tool", "poetry", "dependencies", "python")
            specifier = declared.pip_versions(written) if isinstance(written, str) else SpecifierSet()
        else:
            specifier = _specifier(written)
        bounds += [bound] if (bound := lower_bound(specifier)) else []
    return min(bounds, default=None)


def _specifier(written: str) -> SpecifierSet:
    try:
        return SpecifierSet(written)
    except InvalidSpecifier:
        return SpecifierSet()
