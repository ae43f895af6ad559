"""What `getattr` gives of the program's classes and modules: `getattr(self, f"on_{kind}")` is one of its methods."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.analysis.statements.text_parts import added
from aiolift.analysis.written_texts import texts
from aiolift.program.entities import Class
from aiolift.program.values import ClassValue, External, Instance, ModuleValue

if TYPE_CHECKING:
    from aiolift.program.entities import Scope
    from aiolift.program.library import Call
    from aiolift.program.values import Value, Values

_MODULES = "sys.modules"


def read(call: Call) -> Values | None:
    """Return the attributes whose names fit what is written of the name; None where none does, or nothing is."""
    fits = _pattern(call.node.args[1], call.scope) if len(call.arguments) > 1 else None
    if fits is None:
        return None
    found: set[Value] = set()
    for owner in call.arguments[0] | _own_module(call):
        for name in sorted(filter(fits.fullmatch, _names(owner, call))):
            found |= call.evaluation.attribute(frozenset([owner]), name)
    return frozenset(found) | call.argument(2, "default") if found else None


def _pattern(name: ast.expr, scope: Scope) -> re.Pattern[str] | None:
    """Return what a name must look like; None where all of it is computed."""
    if (written_out := texts(scope, name)) is not None:
        return re.compile("|".join(map(re.escape, written_out)))
    parts = name.values if isinstance(name, ast.JoinedStr) else list(added(name))
    written = [str(part.value) if isinstance(part, ast.Constant) else None for part in parts]
    return re.compile(r"\w+".join(_pieces(written))) if any(written) else None


def _pieces(written: list[str | None]) -> list[str]:
    """Return the written text between what is computed."""
    pieces = [""]
    for part in written:
        if part is None:
            pieces.append("")
        else:
            pieces[-1] += re.escape(part)
    return pieces


def _own_module(call: Call) -> Values:
    """Return the module that `sys.modules[__name__]` is."""
    match call.node.args[0]:
        case ast.Subscript(value=modules, slice=ast.Name(id="__name__")):
            if External(_MODULES) in call.evaluation.nodes.get(modules, ()):
                return frozenset([ModuleValue(call.scope.module)])
    return frozenset()


def _names(owner: Value, call: Call) -> set[str]:
    match owner:
        case Instance(Class() as cls) | ClassValue(cls):
            return {name for one in (*cls.mro(), *cls.descendants()) for name in one.names}
        case ModuleValue(module):
            return set(call.evaluation.program.scopes[module.tree].names)
    return set()
