"""unittest's TestCase becomes IsolatedAsyncioTestCase where its tests or hooks do I/O.

Each test of an IsolatedAsyncioTestCase has an event loop of its own. A connection that stays in the pool of an engine
which outlives the test belongs to a loop that is closed, so such an engine is disposed of at the end of each test.
https://docs.python.org/3/library/unittest.html#unittest.IsolatedAsyncioTestCase
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.engines.shared_engines import shared_engines
from aiolift.knowledge.database import Does, does
from aiolift.knowledge.test_hooks import ASYNC_UNITTEST, ASYNC_UNITTEST_METHODS, UNITTEST
from aiolift.migrate import blocks
from aiolift.program.values import External, FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Class, Function

RULE = "async-test-case"
_WHY = "its tests do I/O"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a test case follows its methods."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Rewrite the bases, the hooks and what calls them."""
    classes = context.model.program.classes
    tops = [cls for cls in classes if UNITTEST in cls.external_bases and _is_async(context, cls)]
    for cls in tops:
        _base(context, cls)
    asynchronous = {member for cls in tops for member in (cls, *cls.descendants())}
    for function in context.colour.causes:
        if function.owner is not None and _is_hook(context, function):
            _rename(context, function)
    for site in context.model.sites:
        _super_call(context, site)
        if site.function is not None and site.function.owner in asynchronous:
            _cleanup(context, site)
    for cls in tops:
        _dispose(context, cls)


def _is_async(context: Context, cls: Class) -> bool:
    """Whether a method of the test case, or of one derived from it, becomes async."""
    return any(
        context.colour.changes(method)
        for member in (cls, *cls.descendants())
        for base in member.mro()
        for method in base.methods.values()
    )


def _base(context: Context, cls: Class) -> None:
    assert isinstance(cls.node, ast.ClassDef)
    for base in cls.node.bases:
        if External(UNITTEST) in context.model.values(base):
            if isinstance(base, ast.Attribute):
                end = cls.module.end(base)
                context.replace(cls.module, end - len(base.attr), end, ASYNC_UNITTEST[1], RULE, _WHY)
            else:
                context.rename(cls.module, base, *ASYNC_UNITTEST, RULE, _WHY)


def _is_hook(context: Context, function: Function) -> bool:
    """Whether unittest runs a method before or after each test; that of a mixin counts as well."""
    owner = function.owner
    if function.name not in ASYNC_UNITTEST_METHODS or owner is None or not context.colour.changes(function):
        return False
    return any(UNITTEST in set(cls.externals()) for cls in (owner, *owner.descendants()))


def _rename(context: Context, function: Function) -> None:
    module = function.module
    start = module.text.index(function.name, module.start(function.node) + len("def"))
    name = ASYNC_UNITTEST_METHODS[function.name]
    context.replace(module, start, start + len(function.name), name, RULE, "unittest awaits it under this name")


def _super_call(context: Context, site: Site) -> None:
    """`super().setUp()` in a hook that was renamed calls the async hook, of the program or of unittest itself."""
    called = site.node.func
    if not isinstance(called, ast.Attribute) or called.attr not in ASYNC_UNITTEST_METHODS or site.function is None:
        return
    inside = _is_hook(context, site.function) and site.function.name == called.attr
    if any(_is_hook(context, target) for target in site.targets) or (inside and not site.targets):
        name = ASYNC_UNITTEST_METHODS[called.attr]
        end = site.module.end(called)
        context.replace(site.module, end - len(called.attr), end, name, RULE)
        if context.can_await(site.function):
            context.await_(site.module, site.node, RULE)


def _cleanup(context: Context, site: Site) -> None:
    """`self.addCleanup(f)` becomes `self.addAsyncCleanup(f)` where calling f gives a coroutine."""
    called, arguments = site.node.func, site.node.args
    if f"{UNITTEST}.addCleanup" not in site.externals or not arguments or not isinstance(called, ast.Attribute):
        return
    for value in context.model.values(arguments[0]):
        coloured = isinstance(value, FunctionValue) and context.colour.changes(value.function)
        if coloured or (isinstance(value, External) and does(value.name) is Does.AWAIT):
            end = site.module.end(called)
            context.replace(site.module, end - len(called.attr), end, "addAsyncCleanup", RULE, "it does I/O now")
            return


def _dispose(context: Context, cls: Class) -> None:
    """Dispose of the engines that outlive a test, whose connections belong to its event loop."""
    module = cls.module
    lines = []
    for home, name in shared_engines(context.model, module):
        local = name if home is module else context.imports(module).need(home.name, name)
        lines.append(f"self.addAsyncCleanup({local}.dispose)  # each test has an event loop of its own")
    if not lines:
        return
    hook = cls.methods.get("setUp")
    if hook is not None and isinstance(hook.node, ast.FunctionDef) and context.colour.changes(hook):
        blocks.insert_above(context, module, hook.node.body[0], lines, RULE)
        return
    first = next((method.node for method in cls.methods.values()), None)
    if isinstance(first, ast.FunctionDef | ast.AsyncFunctionDef):
        unit = blocks.unit(module, first.body[0])
        blocks.insert_above(
            context, module, first, ["async def asyncSetUp(self):", *(f"{unit}{line}" for line in lines)], RULE
        )
        context.insert(module, module.file.line_starts[module.first_line(first) - 1], module.file.newline, RULE)
