"""Which pytest-asyncio fits the code base's pytest, and how it is told to use one event loop for all tests.

https://pytest-asyncio.readthedocs.io/en/stable/reference/changelog.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.specifiers import SpecifierSet
from packaging.version import Version

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Both scopes can be configured: fixtures since 0.24, tests since 0.26. All of these need pytest 8.2.
_SCOPES_SINCE = Version("0.26")
_SCOPES_NEED_PYTEST = Version("8.2")
#: The first release that takes pytest 9.
_PYTEST_9_SINCE = Version("1.3")
#: Per lowest pytest, the last release before the fixture `event_loop` was deprecated; first those that take pytest 7.
_BEFORE_SCOPES = ((Version("7.0"), SpecifierSet(">=0.21.2,<0.22")), (Version("0"), SpecifierSet(">=0.20.3,<0.21")))
#: asyncio_mode came with 0.17; since 0.23 fixtures and tests do not share the overridden loop any more.
_FIXTURE_WORKS = SpecifierSet(">=0.17,<0.23")

#: The lowest version of all.
ANY = Version("0")

OPTIONS = {
    "asyncio_mode": "auto",
    "asyncio_default_fixture_loop_scope": "session",
    "asyncio_default_test_loop_scope": "session",
}
#: For pytest-asyncio before 0.26: its fixture, overridden.
CONFTEST = '''\
import asyncio

import pytest


@pytest.fixture(scope="session")
def event_loop():
    """One event loop for all tests, so that they can share the engine."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()
'''


@dataclass(frozen=True)
class EventLoop:
    """How all tests come to share one event loop.

    :param specifier: the versions of pytest-asyncio to require; those that are required already where they fit.
    :param options: pytest's options.
    :param conftest: Python code for the outermost `conftest.py`, or nothing.
    """

    specifier: SpecifierSet
    options: Mapping[str, str]
    conftest: str = ""


def fitting(pytest: SpecifierSet, pytest_asyncio: SpecifierSet | None = None) -> EventLoop:
    """Return what fits the versions of pytest and of pytest-asyncio (None: not required yet) that are required."""
    if admits(pytest, _SCOPES_NEED_PYTEST):
        floor = _PYTEST_9_SINCE if not admits(pytest, ANY, below=Version("9")) else _SCOPES_SINCE
        return EventLoop(_raised(pytest_asyncio, floor), OPTIONS)
    if not pytest_asyncio or not admits(pytest_asyncio & _FIXTURE_WORKS, ANY):
        specifier = next((fits for lowest, fits in _BEFORE_SCOPES if admits(pytest, lowest)), _BEFORE_SCOPES[-1][1])
    elif admits(pytest_asyncio, Version("0.23")):
        specifier = pytest_asyncio & SpecifierSet("<0.23")
    else:
        specifier = pytest_asyncio
    return EventLoop(specifier, {"asyncio_mode": "auto"}, CONFTEST)


def _raised(required: SpecifierSet | None, floor: Version) -> SpecifierSet:
    """Return `required` without what is below `floor`; only the floor where nothing of it would be left."""
    if required is None or not admits(required, floor):
        return SpecifierSet(f">={floor}")
    if not admits(required, ANY, below=floor):
        return required
    upper = [part for part in required if part.operator in {"<", "<=", "!="}]
    return SpecifierSet(",".join([f">={floor}", *map(str, sorted(upper, key=str))]))


def written(specifier: SpecifierSet) -> str:
    """Return `specifier` as people write it: the lower limit before the upper one."""
    return ",".join(sorted(map(str, specifier), key=lambda part: (part[0] in "<!", part)))


def admits(specifier: SpecifierSet, lowest: Version, *, below: Version | None = None) -> bool:
    """Whether some version from `lowest` on, and `below` a limit, fits `specifier`.

    Tried are the limits, the versions that the specifier names, and what lies next to each of them.
    """
    named = [Version(part.version.removesuffix(".*")) for part in specifier if part.operator != "==="]
    tried = {lowest, Version("9999")}
    for version in (*named, *([below] if below else [])):
        tried |= {version, Version(f"{version}.1") if version.pre is None else version, _before(version)}
    return any(version >= lowest and (below is None or version < below) and version in specifier for version in tried)


def _before(version: Version) -> Version:
    """Return a version just below: 8.1.9999 for 8.2, 7.9999 for 8.0."""
    release = list(version.release)
    while release and release[-1] == 0:
        release.pop()
    if not release:
        return Version("0")
    return Version(".".join(map(str, [*release[:-1], release[-1] - 1, 9999])))
