"""What a list of requirements becomes, whatever file it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from aiolift.analysis.requirements.declared import parse
from aiolift.knowledge.drivers import SYNC_PACKAGES
from aiolift.migrate.configuration import event_loop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packaging.requirements import Requirement

    from aiolift.migrate.configuration.needs import Needs

#: The packages that mean a database, by normalised name.
ORMS = ("sqlalchemy", "sqlmodel")
_PARTS = re.compile(
    r"(?P<name>\s*[\w.-]+)(?P<extras>\s*\[[^\]]*\])?(?P<versions>[^;]*?)(?P<rest>\s*(?:;.*)?)", re.DOTALL
)


@dataclass(frozen=True)
class Scope:
    """What is known of the lists around one list.

    :param around: normalised names that the lists of the same folder require.
    :param included: those that come with this list in any case: from the file's own other lists, and by ``-r``.
    :param pytest_asyncio: the versions of pytest-asyncio to require, which fit the code base's pytest.
    """

    around: frozenset[str] = frozenset()
    included: frozenset[str] = frozenset()
    pytest_asyncio: SpecifierSet = field(default_factory=SpecifierSet)


@dataclass(frozen=True)
class Change:
    """The requirement at `index` becomes `texts`; the first takes its place, and none means that it goes away."""

    index: int
    texts: tuple[str, ...]


class _List:
    """A list of requirements while it is changed."""

    def __init__(self, written: Sequence[str], included: Iterable[str]) -> None:
        self.written = written
        self.requirements: dict[int, Requirement] = {
            index: found for index, text in enumerate(written) if (found := parse(text))
        }
        self.names = {index: canonicalize_name(found.name) for index, found in self.requirements.items()}
        self.texts = {index: [text] for index, text in enumerate(written)}
        self.present = {*self.names.values(), *included}

    def of(self, *packages: str) -> list[int]:
        """Return where the packages stand."""
        return [index for index, name in self.names.items() if name in packages]

    def add(self, after: int, texts: Iterable[str]) -> None:
        """Add requirements behind the one at `after`, where nothing of that name is there."""
        for text in texts:
            found = parse(text)
            if found and canonicalize_name(found.name) not in self.present:
                self.present.add(canonicalize_name(found.name))
                self.texts[after].append(text)

    def changes(self) -> list[Change]:
        """Return what differs from what was written."""
        return [Change(index, tuple(texts)) for index, texts in self.texts.items() if texts != [self.written[index]]]


def decide(written: Sequence[str], needs: Needs, scope: Scope) -> list[Change]:
    """Return the changes of one list of requirements, by index; none where all that is needed stands in it.

    :param written: the requirements as they stand; what is no requirement (a link, an option) stays.
    """
    found = _List(written, scope.included)
    _drivers(found, needs)
    _orm(found, needs, scope)
    if needs.tests_async:
        _tests(found, needs, scope)
    return found.changes()


def _drivers(found: _List, needs: Needs) -> None:
    """Put the async driver in the place of the sync one, or beside it where that is still needed."""
    limits = {canonicalize_name(limit.name): limit for text in needs.driver.requirements if (limit := parse(text))}
    for index in found.of(*(name for name, family in SYNC_PACKAGES.items() if family == needs.driver.family)):
        requirement = found.requirements[index]
        if limit := limits.get(found.names[index]):  # the async driver is built on it
            if not event_loop.admits(requirement.specifier & limit.specifier, event_loop.ANY):
                found.texts[index][0] = with_versions(found.texts[index][0], limit.specifier)
        elif not needs.keep_sync_driver:
            found.texts[index].clear()
        marker = f"; {requirement.marker}" if requirement.marker else ""
        found.add(index, (f"{text}{marker}" for text in _required(found.names[index], requirement, needs)))


def _required(package: str, requirement: Requirement, needs: Needs) -> Iterator[str]:
    yield from needs.driver.requirements
    # asyncmy and aiomysql leave caching_sha2_password, MySQL's default, to cryptography; C clients have it built in
    if needs.driver.name in {"asyncmy", "aiomysql"} and (package != "pymysql" or "rsa" in requirement.extras):
        yield "cryptography"


def _orm(found: _List, needs: Needs, scope: Scope) -> None:
    """Give SQLAlchemy its asyncio extra, which brings greenlet, and add what is missing beside it."""
    for index in found.of("sqlalchemy"):
        found.texts[index][0] = with_extra(found.texts[index][0], "asyncio")
    anchors = found.of("sqlalchemy") or found.of("sqlmodel")
    if not anchors:
        return
    anchor = anchors[-1]
    if not found.of("sqlalchemy") and "sqlalchemy" not in scope.included:
        found.add(anchor, ["sqlalchemy[asyncio]"])
    if not any(SYNC_PACKAGES.get(name) == needs.driver.family for name in {*found.names.values(), *scope.around}):
        found.add(anchor, needs.driver.requirements)
    found.add(anchor, needs.requirements)


def _tests(found: _List, needs: Needs, scope: Scope) -> None:
    """Give the tests pytest-asyncio in versions that fit pytest, and what else they import."""
    fits = scope.pytest_asyncio
    for index in found.of("pytest-asyncio"):
        if found.requirements[index].specifier != fits:
            found.texts[index][0] = with_versions(found.texts[index][0], fits)
    for index in found.of("pytest")[:1]:
        found.add(index, [f"pytest-asyncio{event_loop.written(fits)}", *needs.test_requirements])


def with_extra(text: str, extra: str) -> str:
    """Return the requirement `text` with one more extra; all else in it stays.

    ``SQLAlchemy==2.0.30`` with ``asyncio`` becomes ``SQLAlchemy[asyncio]==2.0.30``.
    """
    parts, requirement = _PARTS.fullmatch(text), parse(text)
    if parts is None or requirement is None or extra in requirement.extras:
        return text
    inside = parts["extras"].strip()[1:-1].strip() if parts["extras"] else ""
    extras = f"[{inside},{extra}]" if inside else f"[{extra}]"
    return f"{parts['name']}{extras}{parts['versions']}{parts['rest']}"


def with_versions(text: str, versions: SpecifierSet) -> str:
    """Return the requirement `text` with other versions; its extras and marker stay."""
    parts = _PARTS.fullmatch(text)
    return f"{parts['name']}{parts['extras'] or ''}{event_loop.written(versions)}{parts['rest']}" if parts else text
