"""Mocks of the program's own objects: each method that the code awaits now gives something to await.

Where tests use nothing but such methods of a mock, it is an AsyncMock; else it gets an AsyncMock for each of them. One
with a spec does this by itself: https://docs.python.org/3/library/unittest.mock.html#unittest.mock.AsyncMock
"""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from aiolift.analysis.testing.mock_sessions import made_at, mock_sessions
from aiolift.migrate.rewrite.mock_names import make_async, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "async-mock"
_SPECS = {"spec", "spec_set", "wraps"}
#: What every mock has of its own.
_OWN = {
    "return_value", "side_effect", "called", "call_count", "call_args", "call_args_list", "method_calls", "mock_calls",
    "await_count", "await_args", "await_args_list", "reset_mock", "configure_mock", "attach_mock",
}  # fmt: skip


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a mock does no I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Write the mocks that are awaited where they are called, those whose methods are, and those that tests set."""
    if not context.model.program.mentions("ock"):  # Mock, MagicMock, mocker
        return
    for made, call in _called(context):
        make_async(context, made.module, call.func, RULE, "the code awaits what it gives now")
    awaited = _awaited(context)
    for session in mock_sessions(context.model) if awaited else ():
        awaited.pop(session, None)
    if not awaited:
        return
    others: dict[ast.Call, set[str]] = defaultdict(set)
    for module in context.model.program.modules:
        for node in module.nodes(ast.Attribute):
            if node.attr in _OWN or node.attr.startswith("assert_"):
                continue
            for call in made_at(context.model.values(node.value)):
                if node.attr in awaited.get(call, ()):
                    _set(context, module, node)
                else:
                    others[call].add(node.attr)
    for call, methods in awaited.items():
        site = context.model.site(call)
        if site is not None:
            _construct(context, site.module, call, methods, alone=not others[call])


def _called(context: Context) -> Iterator[tuple[Site, ast.Call]]:
    """Yield the calls that make mocks which take the place of a function that is async now: `run(Mock())`."""
    for site in context.model.sites:
        if context.is_awaited(site.node) and context.colour.awaited(site):
            for call in made_at(context.model.values(site.node.func)):
                made = context.model.site(call)
                if made is not None:
                    yield made, call


def _awaited(context: Context) -> dict[ast.Call, set[str]]:
    """Return the calls that make mocks without a spec, with the methods of each that the result awaits.

    A method of what is below the mock has a dotted name: `books.get` of `unit.books.get(1)`.
    """
    found: dict[ast.Call, set[str]] = defaultdict(set)
    for site in context.model.sites:
        func = site.node.func
        if isinstance(func, ast.Attribute) and context.is_awaited(site.node) and context.colour.awaited(site):
            name, owner = func.attr, func.value
            calls = list(made_at(context.model.values(owner)))
            while not calls and isinstance(owner, ast.Attribute):
                name, owner = f"{owner.attr}.{name}", owner.value
                calls = list(made_at(context.model.values(owner)))
            for call in calls:
                given = _given(call)
                if not call.args and given is not None and _SPECS.isdisjoint(given):
                    found[call].add(name)
    return found


def _given(call: ast.Call) -> dict[str, ast.expr] | None:
    """Return what a mock is made with, `**{"get.return_value": 1}` too; nothing where that cannot be read."""
    found: dict[str, ast.expr] = {}
    for keyword in call.keywords:
        if keyword.arg is not None:
            found[keyword.arg] = keyword.value
        elif isinstance(keyword.value, ast.Dict):
            for key, value in zip(keyword.value.keys, keyword.value.values, strict=True):
                if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
                    return None
                found[key.value] = value
        else:
            return None
    return found


def _set(context: Context, module: Module, node: ast.Attribute) -> None:
    """`repository.get = MagicMock(…)` sets a mock that is awaited."""
    statement = module.parents.get(node)
    if isinstance(statement, ast.Assign) and node in statement.targets:
        for call in made_at(context.model.values(statement.value)):
            if call is statement.value:
                make_async(context, module, call.func, RULE, f"{node.attr} is async now")


def _construct(context: Context, module: Module, call: ast.Call, methods: set[str], *, alone: bool) -> None:
    why = f"{', '.join(sorted(methods))} {'is' if len(methods) == 1 else 'are'} async now"
    given = _given(call) or {}
    for method in sorted(methods & given.keys()):
        for inner in made_at(context.model.values(given[method])):
            if inner is given[method]:
                make_async(context, module, inner.func, RULE, why)
    if alone and {name.partition(".")[0] for name in given if name != "name"} <= methods:
        make_async(context, module, call.func, RULE, why)
        return
    if missing := sorted(methods - given.keys()):
        awaited = name_of(context, module, call.func, "AsyncMock")
        arguments = [f"{method}={awaited}()" for method in missing if "." not in method]
        if below := [f'"{method}": {awaited}()' for method in missing if "." in method]:
            arguments.append(f"**{{{', '.join(below)}}}")
        context.add_argument(module, call, ", ".join(arguments), RULE, why)
