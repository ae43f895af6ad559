"""A patch of what blocked, as `app.service.time.sleep`, becomes one of the async form where the code uses that now."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.testing.mock_sessions import made_at
from aiolift.analysis.testing.stand_ins import patches
from aiolift.knowledge.blocking import blocking
from aiolift.migrate.rewrite.mock_names import make_async
from aiolift.program.values import External, FunctionValue, ModuleValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.analysis.testing.stand_ins import Patch
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "async-mock"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a patch does no I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Name the async form, and let what takes its place be awaited."""
    for patch in patches(context.model):
        for value in patch.replaced:
            kind = blocking(value.name) if isinstance(value, External) else None
            if kind is not None and kind.async_form is not None and isinstance(value, External):
                _follow(context, patch, value.name, kind.async_form)


def _follow(context: Context, patch: Patch, name: str, form: tuple[str, str]) -> None:
    home, prefix = _home(context.model, patch)
    calls = [
        site
        for site in context.model.naming({name})
        if site.module is not patch.site.module and home in {None, site.module}
    ]
    converted = [site for site in calls if context.is_awaited(site.node)]
    if not converted:
        return
    module, why = patch.site.module, f"the code awaits {'.'.join(form)} now"
    if len(converted) < len(calls):
        context.mark(
            module, patch.site.node, "AL922", f"Some of the code awaits {'.'.join(form)} now, some calls {name}.",
            "patch the one that the test reaches, or both",
        )  # fmt: skip
        return
    target = patch.site.node.args[0]
    if target is patch.path:
        written = module.segment(patch.path)
        local = context.imports(home).need_module(form[0]) if home is not None else form[0]
        dotted = ".".join([*filter(None, [prefix]), local, form[1]])
        context.replace_node(module, target, written.replace(str(patch.path.value), dotted), RULE, why)
    elif home is None:
        context.imports(module).replaced(target)
        context.replace_node(module, target, context.imports(module).need_module(form[0]), RULE, why)
    else:
        owner = module.segment(target.value if isinstance(target, ast.Attribute) and not patch.homes else target)
        local = context.imports(home).need_module(form[0])
        context.replace_node(module, target, f"{owner}.{local}", RULE, why)
    if patch.new is not None:
        _await(context, patch, patch.new, why)


def _home(model: Model, patch: Patch) -> tuple[Module | None, str]:
    """Return the module of the program whose name is patched, and the path to it; None where the library's own is."""
    target = patch.site.node.args[0]
    if patch.homes:
        return patch.homes[0], str(patch.path.value).rpartition(".")[0]
    if target is not patch.path:
        values = model.values(target.value) if isinstance(target, ast.Attribute) else ()
        return next((value.module for value in values if isinstance(value, ModuleValue)), None), ""
    parts = str(patch.path.value).split(".")
    for number in range(len(parts), 0, -1):
        path = ".".join(parts[:number])
        found = model.program.find(path, patch.site.module)
        if found is not None:
            return found, path
    return None, ""


def _await(context: Context, patch: Patch, new: ast.expr, why: str) -> None:
    """Let what is given be called and awaited."""
    values = context.model.values(new)
    mocks = [site for call in made_at(values) if (site := context.model.site(call)) is not None]
    for site in mocks:
        make_async(context, site.module, site.node.func, RULE, why)
    if mocks or any(isinstance(value, FunctionValue) and value.function in context.colour for value in values):
        return
    name = context.imports(patch.site.module).need("unittest.mock", "AsyncMock")
    context.wrap(patch.site.module, new, f"{name}(side_effect=", ")", RULE, why)
