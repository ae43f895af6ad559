"""pytest's `setup_method` and its like, which nobody awaits, become autouse fixtures once they do I/O.

https://docs.pytest.org/en/stable/how-to/xunit_setup.html
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.test_hooks import GIVEN, UNITTEST, XUNIT
from aiolift.migrate import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function

RULE = "xunit-fixture"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a hook follows its body."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Write a fixture in the place of each coloured hook, or beside it where the program calls it as well."""
    for function in context.colour.causes:
        if is_hook(function) and isinstance(function.node, ast.FunctionDef):
            family = context.model.family(function)
            if any(context.model.callers.get(member) for member in family):
                _call_it(context, function, function.node)
            else:
                _decorate(context, function, function.node)
    for site in context.model.sites if any(map(is_hook, context.colour.causes)) else ():
        called = site.node.func
        hooks = [target for target in site.targets if is_hook(target) and context.colour.changes(target)]
        if hooks and isinstance(called, ast.Name | ast.Attribute):
            end = site.module.end(called)
            context.replace(site.module, end - len(hooks[0].name), end, _renamed(hooks[0]), RULE)


def _renamed(function: Function) -> str:
    return f"async_{function.name}"


def is_hook(function: Function) -> bool:
    """Whether pytest calls a function before or after tests because of its name."""
    scope, _ = XUNIT.get(function.name, (None, None))
    if scope is None:
        return False
    if function.owner is None:
        return function.parent is not None and function.parent.parent is None
    return scope in {"function", "class"} and UNITTEST not in set(function.owner.externals())


def _decorate(context: Context, function: Function, node: ast.FunctionDef) -> None:
    """Make the hook itself the fixture; a teardown is what follows its `yield`."""
    module = function.module
    scope, before = XUNIT[function.name]
    blocks.insert_above(context, module, node, [_decorator(context, function, scope)], RULE)
    needed, lines = _given(function, node)
    if before is not None:
        if _is_fixture_before(context, function, before):
            needed.append(before)
        lines.append("yield")
    _parameters(context, function, node, needed)
    if lines:
        _insert_first(context, function, node, lines)


def _decorator(context: Context, function: Function, scope: str) -> str:
    pytest = context.imports(function.module).need_module("pytest")
    wanted = "" if scope == "function" else f'scope="{scope}", '
    return f"@{pytest}.fixture({wanted}autouse=True)"


def _given(function: Function, node: ast.FunctionDef) -> tuple[list[str], list[str]]:
    """Return what the fixture must ask for in the place of what the hook was given, and the lines that name it."""
    own = _own(function, node)
    used = {found.id for statement in node.body for found in ast.walk(statement) if isinstance(found, ast.Name)}
    kind = function.name.partition("_")[2]
    given = [argument.arg for argument in own if argument.arg in used]
    if not given or kind not in GIVEN:
        return [], []
    return ["request"], [f"{given[0]} = request.{GIVEN[kind]}"]


def _own(function: Function, node: ast.FunctionDef) -> list[ast.arg]:
    """Return the parameters behind `self` or `cls`."""
    positional = [*node.args.posonlyargs, *node.args.args]
    return positional[1:] if function.owner is not None and not function.has("builtins.staticmethod") else positional


def _parameters(context: Context, function: Function, node: ast.FunctionDef, needed: list[str]) -> None:
    """Write the fixture's parameters in the place of the hook's own."""
    module = function.module
    bound = [*node.args.posonlyargs, *node.args.args]
    own = _own(function, node)
    wanted = ", ".join(needed)
    if own:
        start = module.end(bound[0]) if bound[0] is not own[0] else module.start(own[0])
        lead = ", " if wanted and bound[0] is not own[0] else ""
        context.replace(module, start, module.end(own[-1]), f"{lead}{wanted}", RULE)
    elif wanted and bound:
        context.insert(module, module.end(bound[-1]), f", {wanted}", RULE)
    elif wanted:
        opening = next(token for token in module.between(module.start(node), module.end(node)) if token.text == "(")
        context.insert(module, opening.end, wanted, RULE)


def _is_fixture_before(context: Context, function: Function, before: str) -> bool:
    """Whether the hook that runs before this one becomes a fixture as well, so that it can be asked for."""
    if function.owner is None:
        found = [
            other
            for other in context.model.program.functions
            if other.name == before and other.module is function.module and other.owner is None
        ]
    else:
        found = [cls.methods[before] for cls in function.owner.mro() if before in cls.methods][:1]
    return any(
        context.colour.changes(hook) and not any(map(context.model.callers.get, context.model.family(hook)))
        for hook in found
    )


def _insert_first(context: Context, function: Function, node: ast.FunctionDef, lines: list[str]) -> None:
    """Insert lines above the first statement behind the docstring."""
    module = function.module
    body = node.body[1:] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body
    blocks.insert_above(context, module, body[0], lines, RULE)


def _call_it(context: Context, function: Function, node: ast.FunctionDef) -> None:
    """Rename a hook that the program calls with `super()`; the topmost class gets a fixture that runs it."""
    module = function.module
    name = _renamed(function)
    start = module.text.index(function.name, module.start(node) + len("def"))
    context.replace(module, start, start + len(function.name), name, RULE)
    owner = function.owner
    if owner is not None and any(function.name in base.methods for base in owner.mro() if base is not owner):
        return
    scope, _ = XUNIT[function.name]
    lines = [_decorator(context, function, scope)]
    bound = module.segment(node.args.args[0]) if owner is not None and node.args.args else ""
    if function.has("builtins.classmethod"):
        lines.append("@classmethod")
    asks, passed = "", ""
    kind = function.name.partition("_")[2]
    if _own(function, node) and kind in GIVEN:
        asks, passed = "request", f"request.{GIVEN[kind]}"
    lines.append(f"async def run_{function.name}({', '.join(filter(None, [bound, asks]))}):")
    unit = blocks.unit(module, node.body[0])
    if function.name.startswith("teardown"):
        lines.append(f"{unit}yield")
    lines += [f"{unit}await {f'{bound}.' if bound else ''}{name}({passed})", *([] if owner else [""]), ""]
    indent = module.indent(node)
    text = "".join(f"{indent}{line}".rstrip() + module.file.newline for line in lines)
    context.insert(module, module.file.line_starts[module.first_line(node) - 1], text, RULE)
