"""Mocks of context managers that are async now: what tests say of `__enter__` they say of `__aenter__`.

A MagicMock has both: https://docs.python.org/3/library/unittest.mock.html#unittest.mock.MagicMock
"""

from __future__ import annotations

import ast
from itertools import pairwise
from typing import TYPE_CHECKING

from aiolift.analysis.testing.entered_mocks import entering
from aiolift.analysis.testing.mock_sessions import describes_mocks, factories_of, made_at, yielded_sessions
from aiolift.analysis.testing.stand_ins import patches
from aiolift.knowledge.barriers import ASYNC_SPECIAL
from aiolift.knowledge.database import ASYNC_NAMES
from aiolift.migrate.bridges import readers
from aiolift.migrate.colour import Kind
from aiolift.migrate.rewrite import with_blocks
from aiolift.migrate.rewrite.mock_names import make_async
from aiolift.program.entities import Class, FunctionNode
from aiolift.program.values import ClassValue, FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.analysis.testing.entered_mocks import Entering
    from aiolift.analysis.testing.stand_ins import Patch
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "async-mock"
_WHY = "it is entered by async with"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a mock does no I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Rewrite what tests say of entering the mocks that take the place of what is async now."""
    if not context.colour.causes:
        return
    done: set[ast.AST] = set()
    for patch in patches(context.model):
        if readers.forms(context, patch) == {True}:
            continue
        if _is_entered(context, patch):
            _entered(context, patch, entering(patch), done)
        elif _is_iterated(context, patch):
            _iterated(context, patch)
    _given(context, done)


def _given(context: Context, done: set[ast.AST]) -> None:
    """Rewrite what tests say of mocks that they hand to code which enters them by `async with` now."""
    told = [
        module for module in context.model.program.modules if module.mentions("__enter__") and describes_mocks(module)
    ]
    entered = set(_entered_in_result(context)) if told else set()
    for module in told if entered else ():
        for node in module.nodes(ast.Attribute):
            if node.attr in ASYNC_SPECIAL and not entered.isdisjoint(made_at(context.model.values(node.value))):
                _attribute(context, module, node, done)


def _entered_in_result(context: Context) -> Iterator[ast.Call]:
    """Yield the calls that make the mocks among what `async with` enters."""
    for module in context.model.program.modules:
        for node in module.nodes(ast.With):
            if context.can_await(context.model.function(module, node)):
                for item in node.items:
                    if with_blocks.is_async(context, module, item.context_expr):
                        yield from made_at(context.model.values(item.context_expr))


def _is_entered(context: Context, patch: Patch) -> bool:
    """Whether what is replaced gives, or is, what `async with` enters in the result."""
    colour = context.colour
    for value in patch.replaced:
        if isinstance(value, FunctionValue) and colour.changes(value.function):
            if colour.kind(value.function) is Kind.CONTEXT_MANAGER:
                return True
        elif isinstance(value, ClassValue | Instance) and isinstance(value.cls, Class):
            methods = [base.methods["__enter__"] for base in value.cls.mro() if "__enter__" in base.methods]
            if methods and colour.changes(methods[0]):
                return True
    makers = frozenset(value for value in patch.replaced if not isinstance(value, FunctionValue))
    return bool(factories_of(context.model, makers))


def _entered(context: Context, patch: Patch, found: Entering, done: set[ast.AST]) -> None:
    module = patch.site.module
    for attribute in found.attributes:
        _attribute(context, module, attribute, done)
    for keyword in (one for one in found.keywords if one not in done):
        done.add(keyword)
        assert keyword.arg is not None
        start = module.start(keyword.value) - len(module.text[: module.start(keyword.value)].rpartition(keyword.arg)[2])
        start -= len(keyword.arg)
        name = ASYNC_SPECIAL[keyword.arg]
        context.replace(module, start, start + len(keyword.arg), name, RULE, _WHY)
        _set(context, module, keyword.value, name)
    for key in (one for one in found.keys if one not in done):
        done.add(key)
        text = module.segment(key)
        for old, new in ASYNC_SPECIAL.items():
            text = text.replace(old, new)
        context.replace(module, module.start(key), module.end(key), text, RULE, _WHY)
    _default(context, patch, found)
    _objects(context, patch, found)


def _attribute(context: Context, module: Module, node: ast.Attribute, done: set[ast.AST]) -> None:
    """Write `mock.__aenter__` for `mock.__enter__`, once."""
    end = module.end(node)
    if node in done or any(edit.end == end and edit.rule == RULE for edit in context.edits[module]):
        return  # written as that of a session
    done.add(node)
    name = ASYNC_SPECIAL[node.attr]
    context.replace(module, end - len(node.attr), end, name, RULE, _WHY)
    match module.parents.get(node):
        case ast.Assign(value=value) as statement if node in statement.targets:
            _set(context, module, value, name)


def _default(context: Context, patch: Patch, found: Entering) -> None:
    """A mock of which nothing sets what it gives when entered gives a session's mock, where it stands for sessions."""
    sessions = factories_of(context.model, patch.replaced) or yielded_sessions(context.model, patch.replaced)
    told = {keyword.arg for keyword in patch.site.node.keywords}
    if patch.new is not None or found.given or told or not sessions or not found.attributes:
        return
    module = patch.site.module
    results = {name for attribute in found.attributes for name in _described(module, attribute)}
    mock = context.imports(module).need("unittest.mock", "AsyncMock")
    spec = context.imports(module).need(*ASYNC_NAMES[sessions[0]])
    parts = [f"spec={spec}"]
    if results:
        result = context.imports(module).need("unittest.mock", "MagicMock")
        parts += [f"{name}={mock}(return_value={result}())" for name in sorted(results)]
    text = f'**{{"return_value.__aenter__.return_value": {mock}({", ".join(parts)})}}'
    context.add_argument(module, patch.site.node, text, RULE, "what it gives is awaited")


def _objects(context: Context, patch: Patch, found: Entering) -> None:
    """What is entered has methods that are awaited: a mock of it is an AsyncMock, of which no result is sync."""
    module = patch.site.module
    if factories_of(context.model, patch.replaced) or yielded_sessions(context.model, patch.replaced):
        return
    uses: list[ast.AST] = [module.parents[attribute] for attribute in found.attributes]
    for value in found.given:
        for call in made_at(context.model.values(value)):
            site = context.model.site(call)
            if site is not None and not call.args and not call.keywords:
                make_async(context, site.module, call.func, RULE, "its methods are awaited")
        if isinstance(value, ast.Name):
            uses += [
                one for one in ast.walk(_function(module, value)) if isinstance(one, ast.Name) and one.id == value.id
            ]
    for use in uses:
        names = list(_names_behind(module, use))
        if any(
            name == "return_value" and not after.startswith(("assert_", "call", "return_value", "side_effect"))
            for name, after in pairwise(names)
        ):
            context.mark(
                module, use, "AL922", "What an awaited result gives is described, and an AsyncMock gives coroutines.",
                "set the result to a MagicMock",
            )  # fmt: skip


def _function(module: Module, node: ast.AST) -> ast.AST:
    return next((one for one in module.ancestors(node) if isinstance(one, FunctionNode)), module.tree)


def _names_behind(module: Module, node: ast.AST) -> Iterator[str]:
    parent = module.parents.get(node)
    while isinstance(parent, ast.Attribute):
        if parent.attr not in ASYNC_SPECIAL:
            yield parent.attr
        parent = module.parents.get(parent)


def _described(module: Module, attribute: ast.Attribute) -> Iterator[str]:
    """Yield the session's methods of whose results something is said behind `__enter__.return_value`."""
    entered = module.parents.get(attribute)
    if not (isinstance(entered, ast.Attribute) and entered.attr == "return_value"):
        return
    uses: list[ast.AST] = [entered]
    match module.parents.get(entered):
        case ast.Assign(targets=[ast.Name(name)], value=value) if value is entered:
            uses = [one for one in ast.walk(_function(module, entered)) if isinstance(one, ast.Name) and one.id == name]
    for use in uses:
        match module.parents.get(use):
            case ast.Attribute(attr=name) as method:
                given = module.parents.get(method)
                says = isinstance(given, ast.Attribute) and given.attr == "return_value"
                if given is not None and says and isinstance(module.parents.get(given), ast.Attribute):
                    yield name


def _set(context: Context, module: Module, value: ast.expr, name: str) -> None:
    """`mock.__enter__ = Mock(return_value=session)` sets a mock that is awaited."""
    if isinstance(value, ast.Call):
        make_async(context, module, value.func, RULE, _WHY)
    else:
        context.mark(
            module, value, "AL922", f"`{name}` is awaited, and what is set there may give nothing to await.",
            "set an AsyncMock",
        )  # fmt: skip


def _is_iterated(context: Context, patch: Patch) -> bool:
    """Whether what is replaced is a generator that is async in the result."""
    return any(
        isinstance(value, FunctionValue)
        and context.colour.changes(value.function)
        and context.colour.kind(value.function) is Kind.GENERATOR
        for value in patch.replaced
    )


def _iterated(context: Context, patch: Patch) -> None:
    """A mock that gives an iterator cannot give what `async for` and `anext` read."""
    calls = [patch.site.node, *([patch.new] if isinstance(patch.new, ast.Call) else [])]
    for call in calls:
        for keyword in call.keywords:
            if keyword.arg in {"return_value", "side_effect"}:
                context.mark(
                    patch.site.module, call, "AL922",
                    f"`{patch.name}` is an async generator now, and this mock of it gives a sync iterator.",
                    "put an async generator function that yields the same in its place",
                )  # fmt: skip
                return
    if patch.new is None or isinstance(patch.new, ast.Lambda):
        context.mark(
            patch.site.module, patch.site.node, "AL922",
            f"`{patch.name}` is an async generator now, and what stands in for it may give a sync iterator.",
            "put an async generator function that yields the same in its place",
        )  # fmt: skip
