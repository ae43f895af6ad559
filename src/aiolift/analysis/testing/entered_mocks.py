"""What tests say of a mock that `with` enters: `scope.return_value.__enter__.return_value.get.return_value = hero`."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiolift.analysis.testing.stand_ins import mock_of
from aiolift.knowledge.barriers import ASYNC_SPECIAL
from aiolift.program.entities import FunctionNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.testing.stand_ins import Patch

_GIVES = {"return_value", "side_effect"}


@dataclass(frozen=True, eq=False)
class Entering:
    """Where a function says what entering a patched mock does.

    :param attributes: `….__enter__` and `….__exit__`.
    :param keys: the texts that name them: `**{"__enter__.return_value": session}`.
    :param keywords: the arguments that are called so: `MagicMock(__enter__=…)`.
    :param given: what `with` is said to give.
    """

    attributes: list[ast.Attribute] = field(default_factory=list)
    keys: list[ast.Constant] = field(default_factory=list)
    keywords: list[ast.keyword] = field(default_factory=list)
    given: list[ast.expr] = field(default_factory=list)


def entering(patch: Patch) -> Entering:
    """Return what the function of a patch says of entering its mock, of what that gives, and of mocks given to it."""
    found = Entering()
    mock = mock_of(patch)
    names = {mock[0]} if mock is not None else set()
    module = patch.site.module
    body = mock[1] if mock is not None else _around(patch)
    nodes = list(ast.walk(body))
    calls = list(_calls(patch.site.node, patch.new, names))
    size = -1
    while size != len(names) + len(calls):
        size = len(names) + len(calls)
        for node in nodes:
            match node:
                case ast.Assign(targets=[ast.Name(name)], value=value) if _is_mock(value, names):
                    names.add(name)
                case ast.Assign(targets=[ast.Name(name)], value=ast.Call() as call) if name in names:
                    calls += [one for one in _calls(call, None, names) if one not in calls]
                case ast.Assign(targets=[target], value=value) if _is_mock(target, names) and value is not None:
                    if isinstance(target, ast.Attribute):
                        calls += [one for one in _calls(None, value, names) if one not in calls]
    for node in nodes:
        match node:
            case ast.Attribute(value=value, attr=name) if name in ASYNC_SPECIAL and _is_mock(value, names):
                found.attributes.append(node)
            case ast.Call(func=ast.Attribute(value=value, attr="configure_mock")) if _is_mock(value, names):
                calls.append(node)
    for attribute in found.attributes:
        above = module.parents.get(attribute)
        match above, module.parents.get(above) if above is not None else None:
            case ast.Attribute(attr="return_value") as target, ast.Assign(value=value) as statement if (
                target in statement.targets
            ):
                found.given.append(value)
            case ast.Assign(value=ast.Call(keywords=keywords)), _:
                found.given.extend(keyword.value for keyword in keywords if keyword.arg == "return_value")
    for call in calls:
        for keyword in call.keywords:
            if keyword.arg in ASYNC_SPECIAL:
                found.keywords.append(keyword)
                if isinstance(keyword.value, ast.Call):
                    found.given.extend(part.value for part in keyword.value.keywords if part.arg == "return_value")
            elif keyword.arg is None and isinstance(keyword.value, ast.Dict):
                for key, value in zip(keyword.value.keys, keyword.value.values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str) and _names_entering(key.value):
                        found.keys.append(key)
                        if key.value.endswith("__enter__.return_value"):
                            found.given.append(value)
    return found


def _around(patch: Patch) -> ast.AST:
    """Return the function that a patch stands in or decorates, or its module."""
    module = patch.site.module
    return next(
        (one for one in module.ancestors(patch.site.node) if isinstance(one, FunctionNode)),
        module.tree,
    )


def _calls(call: ast.Call | None, new: ast.expr | None, names: set[str]) -> Iterator[ast.Call]:
    """Yield the calls that make the mock, and what is said there to be called; add the variables that hold some."""
    if isinstance(new, ast.Name):
        names.add(new.id)
    elif isinstance(new, ast.Lambda):
        yield from _calls(None, new.body, names)
    elif isinstance(new, ast.Call):
        yield from _calls(new, None, names)
    if call is not None:
        yield call
        for keyword in call.keywords:
            if keyword.arg in _GIVES:
                yield from _calls(None, keyword.value, names)


def _is_mock(node: ast.expr, names: set[str]) -> bool:
    """Whether an expression is one of these mocks, or what calling it gives."""
    while True:
        match node:
            case ast.Attribute(value=inner, attr="return_value") | ast.Call(func=inner):
                node = inner
            case ast.Name(name):
                return name in names
            case _:
                return False


def _names_entering(text: str) -> bool:
    return any(part in ASYNC_SPECIAL for part in text.split("."))
