"""`pyproject.toml` and `Pipfile`: requirements in arrays and in tables, edited with tomlkit, which keeps the layout.

https://packaging.python.org/en/latest/specifications/pyproject-toml/, https://python-poetry.org/docs/pyproject/
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import tomlkit
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tomlkit.items import InlineTable

from aiolift.analysis.requirements import declared
from aiolift.migrate.configuration import event_loop
from aiolift.migrate.configuration.decide import decide

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from aiolift.migrate.configuration.decide import Change, Scope
    from aiolift.migrate.configuration.needs import Needs
    from aiolift.program.text import TextFile


def rewritten(file: TextFile, needs: Needs, scope: Scope) -> str:
    """Return the text of the file with its requirements changed; the same text where nothing changes.

    :raises UnparsableFileError: it is not TOML.
    """
    tables = declared.read_toml(file)
    document = tomlkit.parse(file.text)
    changed = False
    included = scope.included
    for path in declared.arrays(tables):
        changed |= _array(document, path, needs, _with(scope, included))
        included |= _names(declared.get(document.unwrap(), *path)) if _is_main(path) else frozenset()
    for path in declared.poetry_tables(tables):
        changed |= _table(document, path, needs, _with(scope, included))
        if _is_main(path):
            included |= {canonicalize_name(str(name)) for name in declared.get(document.unwrap(), *path)}
    return dumped(document, file) if changed else file.text


def dumped(document: tomlkit.TOMLDocument, file: TextFile) -> str:
    """Return the document's text with the line endings of `file`: tomlkit ends the lines that it adds its own way."""
    text = tomlkit.dumps(document)
    return text.replace("\r\n", "\n").replace("\n", "\r\n") if file.newline == "\r\n" else text


def _with(scope: Scope, included: frozenset[str]) -> Scope:
    return replace(scope, included=included)


def _is_main(path: tuple[str, ...]) -> bool:
    """Whether these are the requirements of the application itself, which come with those of every group."""
    return path in {("project", "dependencies"), ("tool", "poetry", "dependencies"), ("packages",)}


def _names(items: object) -> frozenset[str]:
    texts = [item for item in items if isinstance(item, str)] if isinstance(items, list) else []
    return frozenset(canonicalize_name(found.name) for text in texts if (found := declared.parse(text)))


def at(document: MutableMapping[str, Any], path: tuple[str, ...]) -> Any:
    """Return the item of a tomlkit document that stands at `path`."""
    found: Any = document
    for key in path:
        found = found[key]
    return found


def _array(document: tomlkit.TOMLDocument, path: tuple[str, ...], needs: Needs, scope: Scope) -> bool:
    array = at(document, path)
    written = [item if isinstance(item, str) else "" for item in array.unwrap()]
    changes = decide(written, needs, scope)
    for change in reversed(changes):  # from the end, so that indexes stay right
        if not change.texts:
            array.pop(change.index)
            continue
        if change.texts[0] != written[change.index]:
            array[change.index] = change.texts[0]
        for text in reversed(change.texts[1:]):
            array.insert(change.index + 1, text)
    return bool(changes)


def _table(document: tomlkit.TOMLDocument, path: tuple[str, ...], needs: Needs, scope: Scope) -> bool:
    table = at(document, path)
    keys = [str(key) for key in table]
    found = [declared.from_table(key, value) for key, value in table.unwrap().items()]
    changes = decide([_written(item) for item in found], needs, scope)
    for change in changes:
        renamed = _entry(table, keys[change.index], found[change.index], change)
        for names in (declared.get(document, "tool", "poetry", "extras") or {}).values():
            _rename(names, keys[change.index], renamed)
    return bool(changes)


def _written(requirement: Requirement | None) -> str:
    return str(requirement) if requirement else ""


def _entry(table: Any, key: str, before: Requirement | None, change: Change) -> list[str]:
    """Change one entry, and return the names that stand in its place."""
    texts = list(change.texts)
    entry = table[key]
    if before and texts and canonicalize_name(Requirement(texts[0]).name) == canonicalize_name(before.name):
        _update(table, key, before, Requirement(texts.pop(0)))
        optional, names = False, [key]
    else:
        optional, names = isinstance(entry, dict) and bool(entry.get("optional")), []
        table.remove(key)
    for text in texts:
        requirement = Requirement(text)
        table.append(requirement.name, _value(requirement, optional=optional))
        names += [requirement.name] if optional else []
    return names


def _rename(array: Any, key: str, names: list[str]) -> None:
    """Let one of Poetry's extras name what stands in the place of an optional requirement."""
    if key in array and names != [key]:
        index = array.index(key)
        array.pop(index)
        for name in reversed(names):
            array.insert(index, name)


def _update(table: Any, key: str, before: Requirement, after: Requirement) -> None:
    """Change only what differs: the extras, the versions, or both."""
    entry = table[key]
    if after.extras != before.extras:
        extras = sorted(before.extras) + sorted(after.extras - before.extras)
        if isinstance(entry, str):
            table[key] = entry = _inline({"extras": extras, "version": str(entry)})
        elif "extras" in entry:
            entry["extras"].extend(sorted(after.extras - before.extras))
        elif isinstance(entry, InlineTable):  # made anew: tomlkit would put no blank before what it adds
            table[key] = entry = _inline({**entry.unwrap(), "extras": extras})
        else:
            entry["extras"] = extras
    if after.specifier != before.specifier:
        if isinstance(entry, str):
            table[key] = event_loop.written(after.specifier)
        else:
            entry["version"] = event_loop.written(after.specifier)


def _value(requirement: Requirement, *, optional: bool) -> Any:
    versions = event_loop.written(requirement.specifier) or "*"
    entries: dict[str, Any] = {"extras": sorted(requirement.extras)} if requirement.extras else {}
    entries["version"] = versions
    return _inline({**entries, "optional": True} if optional else entries) if len(entries) > 1 or optional else versions


def _inline(entries: dict[str, Any]) -> InlineTable:
    inline = tomlkit.inline_table()
    inline.update(entries)
    return inline
