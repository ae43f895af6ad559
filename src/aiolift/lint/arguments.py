"""Edits of a call's arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.program.edits import Edit

if TYPE_CHECKING:
    import ast

    from aiolift.program.source import Module


def without_keyword(module: Module, call: ast.Call, keyword: ast.keyword) -> tuple[Edit, ...]:
    """Return the edits that leave a keyword argument out, with the comma that belongs to it."""
    parts = sorted([*call.args, *call.keywords], key=module.start)
    number = parts.index(keyword)
    rule = "argument"
    if number:
        return (Edit(module.end(parts[number - 1]), module.end(keyword), "", rule),)
    if len(parts) > 1:
        return (Edit(module.start(keyword), module.start(parts[1]), "", rule),)
    return (Edit(module.start(keyword), module.end(keyword), "", rule),)
