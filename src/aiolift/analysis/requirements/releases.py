"""Which releases of a package a program can run with, by its requirements and lock files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name
from packaging.version import Version

from aiolift.analysis.requirements.declared import declared_in, declares
from aiolift.analysis.requirements.installed import LOCK_FILES, locked_in
from aiolift.errors import UnparsableFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packaging.specifiers import SpecifierSet

    from aiolift.program.text import TextFile


@dataclass(frozen=True)
class Releases:
    """A span of releases.

    :param lowest: the first that is allowed; None where nothing says.
    :param highest: the last that is allowed, or with `open` the first that is not; None where nothing says.
    """

    lowest: Version | None = None
    highest: Version | None = None
    open: bool = False

    def since(self, version: Version) -> bool:
        """Whether none is older than a version."""
        return self.lowest is not None and self.lowest >= version

    def before(self, version: Version) -> bool:
        """Whether all are older than a version."""
        return self.highest is not None and (self.highest < version or (self.open and self.highest == version))


def releases(files: Iterable[TextFile], package: str) -> Releases:
    """Return the releases of a package that files ask for: what is pinned, else locked, else what the limits allow.

    Files that are not what their names say are passed over.

    :param package: its normalised name.
    """
    texts = list(files)
    asked = [_span(item) for file in texts if declares(file.name) for item in _declared(file, package)]
    exact = [span for span in asked if span.lowest is not None and span.lowest == span.highest]
    if not exact:
        exact = [
            Releases(found, found) for file in texts if file.name.name in LOCK_FILES for found in _locked(file, package)
        ]
    return _around(exact or asked)


def _around(spans: list[Releases]) -> Releases:
    """Return the smallest span around several."""
    lows = [span.lowest for span in spans]
    highs = [(span.highest, not span.open) for span in spans]
    highest = max(((high, closed) for high, closed in highs if high is not None), default=None)
    if highest is None or any(high is None for high, _ in highs):
        return Releases(_least(lows))
    return Releases(_least(lows), highest[0], not highest[1])


def _least(versions: list[Version | None]) -> Version | None:
    known = [version for version in versions if version is not None]
    return min(known, default=None) if len(known) == len(versions) else None


def _span(specifier: SpecifierSet) -> Releases:
    lows, highs = [], []
    for part in specifier:
        version = Version(part.version.removesuffix(".*"))
        if part.operator in {"==", "===", ">=", ">", "~="}:
            lows.append(version)
        if part.operator in {"<", "<="} or (part.operator in {"==", "==="} and not part.version.endswith(".*")):
            highs.append((version, part.operator != "<"))
        elif part.operator == "~=" or part.version.endswith(".*"):
            highs.append((_next(version, part.operator == "~="), False))
    if not highs:
        return Releases(max(lows, default=None))
    high, closed = min(highs)
    return Releases(max(lows, default=None), high, not closed)


def _next(version: Version, compatible: bool) -> Version:
    """Return the first version that `~=` or `==….*` leaves out."""
    kept = version.release[:-1] if compatible else version.release
    return Version(".".join(map(str, (*kept[:-1], kept[-1] + 1))))


def _declared(file: TextFile, package: str) -> Iterator[SpecifierSet]:
    try:
        found = declared_in(file)
    except UnparsableFileError:
        return
    yield from (item.requirement.specifier for item in found if item.package == package)


def _locked(file: TextFile, package: str) -> Iterator[Version]:
    if package not in file.text:
        return
    try:
        yield from (item.version for item in locked_in(file) if item.package == canonicalize_name(package))
    except UnparsableFileError:
        return
