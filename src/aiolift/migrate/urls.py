"""A database URL for the sync driver becomes the one for the async driver; everything else is left alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiolift.knowledge import driver_options
from aiolift.knowledge.drivers import ASYNC_DIALECTS, DRIVERS, FAMILIES, SYNC_DIALECTS, Driver
from aiolift.program.edits import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = "async-url"
_SCHEME = re.compile(r"(?P<backend>[a-z]+)(?:\+(?P<dialect>\w+))?://")
_DRIVERNAME = re.compile(r"(?P<backend>[a-z]+)(?:\+(?P<dialect>\w+))?")


def async_drivername(name: str, driver: Driver) -> str | None:
    """Return the async form of a `drivername` such as ``mysql+pymysql`` or ``sqlite``; None where it has none.

    A name without a plus sign is an ordinary word elsewhere: call this only for what is known to be a drivername.

    :param driver: the driver that the code base moves to. SQLite always moves to aiosqlite.
    """
    match = _DRIVERNAME.fullmatch(name)
    target = _target(match["backend"], match["dialect"] or "", driver) if match else None
    return f"{match['backend']}+{target.dialect}" if match and target else None


def async_url(text: str, driver: Driver) -> str | None:
    """Return `text` for `driver`; None where it is no database URL, or one that is async already.

    :param text: a database URL or its beginning, down to ``mysql+pymysql://`` alone. It may hold placeholders in
        braces, those of an f-string, of `str.format` or of a shell (``${NAME:-default}``).
    :param driver: the driver that the code base moves to. SQLite always moves to aiosqlite.
    """
    edits = url_edits(text, driver)
    return apply(text, edits) if edits else None


def url_edits(text: str, driver: Driver, offset: int = 0) -> tuple[Edit, ...]:
    """Return the edits that make `text` a URL for `driver`; none where `async_url` returns None.

    :param offset: where `text` starts, in the text that the edits are for.
    """
    match = _SCHEME.match(text)
    if match is None:
        return ()
    target = _target(match["backend"], match["dialect"] or "", driver)
    if target is None:
        return ()
    scheme = Edit(
        offset,
        offset + match.end() - len("://"),
        f"{match['backend']}+{target.dialect}",
        RULE,
        f"{match['backend']}+{target.dialect} does not block the event loop",
    )
    return scheme, *_query_edits(text, target, offset)


def other_server(text: str, driver: Driver) -> str | None:
    """Return the family of a sync URL of another database server than the driver's; None for any other text."""
    match = _SCHEME.match(text)
    family = FAMILIES.get(match["backend"]) if match and match.end() < len(text) else None
    if match is None or family in {None, "sqlite", driver.family}:
        return None
    return family if (match["dialect"] or "") in SYNC_DIALECTS[family] else None


def _target(backend: str, dialect: str, driver: Driver) -> Driver | None:
    """Return the driver that a URL moves to; None where it stays."""
    family = FAMILIES.get(backend)
    if family == "sqlite":
        driver = DRIVERS["aiosqlite"]
    if family != driver.family or dialect in ASYNC_DIALECTS[family] or dialect not in SYNC_DIALECTS[family]:
        return None
    return None if dialect == driver.dialect else driver


def without_placeholders(text: str) -> str:
    """Return `text` with each placeholder in braces, nested ones as well, replaced by as many underscores."""
    depth = 0
    shown: list[str] = []
    for character in text:
        depth += character == "{"
        shown.append("_" if depth else character)
        depth -= character == "}" and depth > 0
    return "".join(shown)


def _query_edits(text: str, driver: Driver, offset: int) -> Iterator[Edit]:
    plain = without_placeholders(text)
    start = plain.find("?") + 1
    if not start:
        return
    end = plain.find("#", start) if "#" in plain[start:] else len(text)
    spans = [(start + match.start(), start + match.end()) for match in re.finditer(r"[^&]+", plain[start:end])]
    names = [text[left:right].partition("=")[0] for left, right in spans]
    kept = [_keeps(name, driver) for name in names]
    if spans and not any(kept):
        yield Edit(offset + start - 1, offset + end, "", RULE, " ".join(_refusal(name, driver) for name in names))
        return
    first = kept.index(True) if spans else 0
    for index, (name, (left, right)) in enumerate(zip(names, spans, strict=True)):
        if not kept[index]:  # goes with the ampersand between it and an option that stays
            span = (left, spans[index + 1][0]) if index < first else (spans[index - 1][1], right)
            yield Edit(offset + span[0], offset + span[1], "", RULE, _refusal(name, driver))
        elif not _is_placeholder(name) and (new := driver_options.query_option(name, driver)) != name:
            why = f"{driver.name} calls {name} {new}"
            yield Edit(offset + left, offset + left + len(name), str(new), RULE, why)


def _keeps(name: str, driver: Driver) -> bool:
    return _is_placeholder(name) or driver_options.query_option(name, driver) is not None


def _is_placeholder(name: str) -> bool:
    """Where a name is expected, a placeholder may hold anything, the whole query as well."""
    return "{" in name or "%" in name or "$" in name


def _refusal(name: str, driver: Driver) -> str:
    instead = driver_options.instead(name, driver)
    return f"{driver.name} has no option {name}: removed{f'; {instead}' if instead else ''}."
