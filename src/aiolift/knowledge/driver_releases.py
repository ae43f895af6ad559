"""Releases of async drivers that are known to be bad."""

from __future__ import annotations

from dataclasses import dataclass

from packaging.specifiers import SpecifierSet


@dataclass(frozen=True)
class BadReleases:
    """Releases that should not be used.

    :param package: the normalised name.
    :param releases: which ones.
    :param why: what they do, in one phrase.
    :param instead: a requirement that leaves them out.
    """

    package: str
    releases: SpecifierSet
    why: str
    instead: str


BAD_RELEASES = (
    BadReleases(
        "asyncmy",
        SpecifierSet("<0.2.13"),
        "after a cancelled query the next one can get its rows",
        "asyncmy>=0.2.13",
    ),
    BadReleases(
        "aiomysql",
        SpecifierSet("<0.1.0"),
        "they cannot be used with SQLAlchemy 2",
        "aiomysql>=0.3.2",
    ),
)
