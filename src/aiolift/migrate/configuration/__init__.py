"""What a migration changes that is not Python: database URLs in settings, requirements, pytest's configuration."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from aiolift.analysis.requirements import declared, installed
from aiolift.errors import UnreadableFileError
from aiolift.knowledge.drivers import DRIVERS
from aiolift.migrate.configuration import (
    event_loop,
    literals,
    pytest_config,
    requirements,
    setup_cfg,
    toml_files,
    tox_ini,
)
from aiolift.migrate.configuration.needs import Configuration, Needs
from aiolift.migrate.configuration.scope import event_loop_of, is_near_orm, scope_of
from aiolift.migrate.configuration.settings_names import SettingsNames
from aiolift.migrate.plan import Note
from aiolift.program import text as texts
from aiolift.program.change import FileChange
from aiolift.program.edits import apply

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence
    from pathlib import Path, PurePosixPath

    from aiolift.analysis.requirements.declared import Declared
    from aiolift.migrate.configuration.decide import Scope
    from aiolift.program.text import TextFile

__all__ = ["Configuration", "Needs", "plan"]


def plan(root: Path, names: Sequence[PurePosixPath], needs: Needs) -> Configuration:
    """Plan the changes of a code base's configuration. Nothing is written.

    :param names: all files of the code base, its Python files (which only say where tests are) and lock files included.
    :raises ProgramError: a file of requirements or of pytest's configuration is not what its name says.
    """
    required = declared.declared(root, names)
    notes: list[Note] = []
    before: dict[PurePosixPath, TextFile] = {}
    for name in names:
        if _is_candidate(name):
            try:
                before[name] = texts.read(root / name, name)
            except UnreadableFileError as error:  # a settings file that is not text has no URL that we could change
                notes.append(Note(name, None, f"not searched for database URLs: {error}"))
    read = SettingsNames(texts.read(root / name, name, python=True).text for name in names if name.suffix == ".py")
    after = {name: _with_urls(file, needs, read, notes) for name, file in before.items()}
    if any("sqlite+aiosqlite:" in file.text for file in after.values()):
        needs = replace(needs, requirements=(*needs.requirements, *DRIVERS["aiosqlite"].requirements))
    tests = _async_tests(names, needs, required)
    after = {
        name: _with_requirements(
            file,
            replace(needs, tests_async=bool(tests) and is_near_orm(name.parent, required)),
            scope_of(name, before, required),
            notes,
        )
        for name, file in after.items()
    }
    conftest = _configure_pytest(root, tests, after, required)
    notes += _unlisted({item.package for item in required}, needs, tests=bool(tests))
    notes += _unedited(root, names, needs)
    changes = tuple(_changes(root, before, after))
    lists = [change.name for change in changes if declared.is_requirements(change.name) or change.name.name in _LISTS]
    notes += (
        Note(name, None, "a lock file is left alone: renew it with the tool that wrote it")
        for name in names
        if name.name in installed.LOCK_FILES and any(changed.is_relative_to(name.parent) for changed in lists)
    )
    return Configuration(changes, tuple(notes), conftest)


_LISTS = frozenset({"pyproject.toml", "Pipfile", "setup.cfg"})


def _is_candidate(name: PurePosixPath) -> bool:
    if name.name in installed.LOCK_FILES:
        return False
    listed = declared.is_requirements(name) or name.name in _LISTS
    return listed or literals.may_hold_urls(name) or bool(pytest_config.could_hold([name]))


def _async_tests(names: Sequence[PurePosixPath], needs: Needs, required: Sequence[Declared]) -> Sequence[PurePosixPath]:
    if not needs.tests_async or needs.async_tests:
        return needs.async_tests if needs.tests_async else ()
    return [name for name in names if pytest_config.is_test(name) and is_near_orm(name.parent, required)]


def _with_urls(file: TextFile, needs: Needs, read: SettingsNames, notes: list[Note]) -> TextFile:
    if not literals.may_hold_urls(file.name):
        return file
    edits = list(literals.edits(file, needs.driver, alembic_async=needs.alembic_async, names=read))
    # the first edit of a URL is its scheme; the others say what a person must know
    notes += (Note(file.name, file.line_of(edit.start), edit.why) for edit in edits if not edit.text)
    notes += (
        Note(file.name, line, "a database URL is left alone: no Python code reads a setting of this name")
        for line in literals.unread(file, needs.driver, read)
    )
    return replace(file, text=apply(file.text, edits)) if edits else file


def _with_requirements(file: TextFile, needs: Needs, scope: Scope, notes: list[Note]) -> TextFile:
    text = file.text
    if declared.is_requirements(file.name):
        text = apply(text, requirements.edits(file, needs, scope))
        if text != file.text and requirements.is_hashed(file):
            notes.append(Note(file.name, None, "gives hashes: left alone; renew it with the tool that wrote it"))
            text = file.text
    elif file.name.name in {"pyproject.toml", "Pipfile"}:
        text = toml_files.rewritten(file, needs, scope)
    elif file.name.name == "setup.cfg":
        text = apply(text, setup_cfg.edits(file, needs, scope))
    elif file.name.name == "tox.ini":
        text = apply(text, tox_ini.edits(file, needs, scope))
    return replace(file, text=text) if text != file.text else file


def _configure_pytest(
    root: Path, tests: Sequence[PurePosixPath], files: dict[PurePosixPath, TextFile], required: Sequence[Declared]
) -> str:
    """Set pytest's options wherever they stand, and return what `conftest.py` must hold beside them."""
    conftest = ""
    for place in pytest_config.places(tests, files):
        loop = event_loop_of(place.parent, required)
        conftest = conftest or loop.conftest
        file = files.get(place) or texts.TextFile(root / place, place, "")
        files[place] = replace(file, text=pytest_config.configured(file, loop.options))
    return conftest


def _unlisted(listed: Container[str], needs: Needs, *, tests: bool) -> Iterator[Note]:
    """Say what to install where there is no list of requirements to write it to."""
    wanted: list[tuple[str, ...]] = []
    if tests and "pytest" not in listed:
        loop = event_loop.fitting(SpecifierSet())
        wanted.append(("pytest", f"pytest-asyncio{loop.specifier}", *needs.test_requirements))
    if "sqlalchemy" not in listed and "sqlmodel" not in listed:
        wanted.append(("SQLAlchemy", "sqlalchemy[asyncio]", *needs.driver.requirements, *needs.requirements))
    for missing, *packages in wanted:
        yield Note(None, None, f"no file of requirements lists {missing}: install {', '.join(packages)} as well")


def _unedited(root: Path, names: Sequence[PurePosixPath], needs: Needs) -> Iterator[Note]:
    """Say where requirements stand in a form that is not edited here: code, and Conda's files."""
    wanted = ("sqlalchemy[asyncio]", *needs.driver.requirements, *needs.requirements)
    package = canonicalize_name(Requirement(needs.driver.requirements[0]).name)
    for name in (name for name in names if name.name in {"setup.py", "environment.yml", "environment.yaml"}):
        file = texts.read(root / name, name, python=name.suffix == ".py")
        listed = re.search(r"(?i)[\"' ](?:sqlalchemy|sqlmodel)\b", file.text)
        other = name.suffix == ".py" and "install_requires" not in file.text  # a module that is only called so
        if listed and not other and package not in file.text.lower():
            what = f"requirements stand here that are not edited: add {', '.join(wanted)}"
            yield Note(name, file.line_of(listed.start()), what)


def _changes(
    root: Path, before: dict[PurePosixPath, TextFile], after: dict[PurePosixPath, TextFile]
) -> Iterator[FileChange]:
    for name, file in sorted(after.items()):
        if name not in before:
            yield FileChange(name, None, file.encode(file.text))
        elif file.text != before[name].text:
            yield FileChange(name, (root / name).read_bytes(), file.encode(file.text))
