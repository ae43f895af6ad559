"""Database URLs in settings files: `.env`, compose, YAML, TOML, INI, JSON, Dockerfiles and shell scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiolift.migrate.urls import url_edits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from aiolift.knowledge.drivers import Driver
    from aiolift.migrate.configuration.settings_names import SettingsNames
    from aiolift.program.edits import Edit
    from aiolift.program.text import TextFile

_SUFFIXES = frozenset({".env", ".yml", ".yaml", ".toml", ".ini", ".cfg", ".conf", ".json", ".sh", ".properties"})
_START = re.compile(r"(?<![\w.+/@])(?<!jdbc:)(?:mysql|mariadb|postgresql|sqlite)(?:\+\w+)?://")
_END = re.compile(r"[\s\"'`<>|,;)\]}\\]")
#: Programs that are given a URL on their command line, and have no use for SQLAlchemy's.
_CLIENT = re.compile(
    r"(?<![\w-])(?:psql|pg_\w+|createdb|dropdb|pgcli|mysql|mysqldump|mysqladmin|mycli|migrate|dbmate)\s"
)


def may_hold_urls(name: PurePosixPath) -> bool:
    """Whether `name` is a file of settings; documents and lock files are not."""
    if name.name.endswith((".lock", "-lock.json", "-lock.yaml")) or name.name == "package.json" or name.suffix == ".py":
        return False
    lower = name.name.lower()
    return (
        name.suffix in _SUFFIXES
        or lower.startswith((".env", "env.", "dockerfile"))
        or lower.endswith((".dockerfile", ".env.example", ".env.sample", ".env.template"))
        or lower in {"makefile", "procfile", "justfile", ".envrc", "containerfile"}
    )


def is_alembic(name: PurePosixPath, file: TextFile) -> bool:
    """Whether `file` is alembic's INI file, whose URL goes with its own engine."""
    return name.suffix in {".ini", ".cfg"} and re.search(r"(?m)^\[alembic\]", file.text) is not None


def edits(
    file: TextFile, driver: Driver, *, alembic_async: bool = False, names: SettingsNames | None = None
) -> Iterator[Edit]:
    """Yield the edits of the URLs in a settings file, those in comments as well: they are there to be taken up.

    :param alembic_async: alembic's engine is async, so that the URL of its own file moves as well.
    :param names: the settings that the code reads. A URL that names no driver may be another program's, and moves only
        where its setting is among them; None takes all.
    """
    for match in _START.finditer(file.text):
        if is_alembic(file.name, file) and not alembic_async and _is_alembic_url(file, match.start()):
            continue
        if "+" not in match[0] and _is_others(_before(file, match.start()), names):
            continue
        yield from url_edits(file.text[match.start() : _url_end(file.text, match.end())], driver, match.start())


def unread(file: TextFile, driver: Driver, names: SettingsNames) -> Iterator[int]:
    """Yield the lines with a URL that would move if the code read its setting."""
    for match in _START.finditer(file.text):
        line = _before(file, match.start())
        if "+" not in match[0] and not _CLIENT.search(line) and not names.reads(line) and url_edits(match[0], driver):
            yield file.line_of(match.start())


def _is_others(line: str, names: SettingsNames | None) -> bool:
    return _CLIENT.search(line) is not None or (names is not None and not names.reads(line))


def _is_alembic_url(file: TextFile, at: int) -> bool:
    return "sqlalchemy.url" in _before(file, at)


def _before(file: TextFile, at: int) -> str:
    return file.text[file.line_starts[file.line_of(at) - 1] : at]


def _url_end(text: str, start: int) -> int:
    """Return where the URL ends: before a blank, a quote or a bracket that is not part of a placeholder."""
    depth = 0
    for at in range(start, len(text)):
        character = text[at]
        if character in "\r\n":
            return at
        if character == "{":
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        elif not depth and _END.match(character):
            return at
    return len(text)
