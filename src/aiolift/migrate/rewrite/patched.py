"""What tests put in the place of a function that became async must be async as well.

`patch` makes an AsyncMock by itself for an async function; a mock, a lambda or a class that is given to it does not
become one. Functions of the program that stand in take the colour of what they replace (`Model.family`).
https://docs.python.org/3/library/unittest.mock.html#patch
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.testing.mock_sessions import made_at
from aiolift.analysis.testing.stand_ins import patches
from aiolift.analysis.testing.test_objects import MOCKS
from aiolift.knowledge.database import ASYNC_NAMES, SESSIONMAKER
from aiolift.migrate import blocks
from aiolift.migrate.bridges import readers
from aiolift.migrate.bridges.names import names
from aiolift.migrate.bridges.references import import_twin
from aiolift.migrate.colour import Kind
from aiolift.migrate.rewrite.mock_names import make_async
from aiolift.program.entities import Class, Function
from aiolift.program.values import External, FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.analysis.testing.stand_ins import Patch
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

RULE = "async-mock"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a patch does no I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Rewrite what takes the place of each coloured function."""
    done: set[ast.AST] = set()
    for patch in patches(context.model):
        _path(context, patch)
        if _copy(context, patch):
            continue
        function = _coloured(context, patch)
        if function is None:
            continue
        why = f"{function.name} is async now"
        module = patch.site.module
        for keyword in patch.site.node.keywords:
            if keyword.arg == "new_callable" and module.segment(keyword.value).endswith("Mock"):
                make_async(context, module, keyword.value, RULE, why)
        if isinstance(patch.new, ast.Lambda):
            _lambda(context, patch, patch.new, function, why)
        elif patch.new is not None:
            for call in made_at(context.model.values(patch.new)):
                site = context.model.site(call)
                if call not in done and site is not None:
                    done.add(call)
                    make_async(context, site.module, call.func, RULE, why)


def _path(context: Context, patch: Patch) -> None:
    """Rename what is patched where the module that has it imports the async form: `"app.db.Session"`."""
    module, name = patch.site.module, patch.name
    for value in patch.replaced:
        if not isinstance(value, External) or value.name not in ASYNC_NAMES or value.name.rpartition(".")[2] != name:
            continue
        homes = [home for home in patch.homes if home not in context.island_modules]
        if not homes or (value.name == SESSIONMAKER and context.target.sqlalchemy < (2, 0)):
            continue
        forms = readers.forms(context, patch)
        if forms == {True}:
            context.imports(homes[0]).keep(name)
            continue
        local = context.imports(homes[0]).need(*ASYNC_NAMES[value.name])
        if len(forms) > 1:
            _mark_both(context, patch, name, local)
        end = module.start(patch.path) + module.segment(patch.path).rindex(name) + len(name)
        context.replace(module, end - len(name), end, local, RULE, f"{name} is {local} there")


def _copy(context: Context, patch: Patch) -> bool:
    """Patch the sync copy where the test reaches that one only; return whether it is that one."""
    module, name = patch.site.module, patch.name
    for value in patch.replaced:
        thing = value.function if isinstance(value, FunctionValue) else getattr(value, "cls", None)
        if not isinstance(thing, Function | Class) or not (reads := readers.copied(context, patch, thing)):
            continue
        forms = readers.forms(context, patch)
        if True in forms:
            twin = import_twin(context, reads[0][2], names(context).copies[thing])
            if len(forms) > 1:
                _mark_both(context, patch, twin, name)
                return False
            end = module.start(patch.path) + module.segment(patch.path).rindex(name) + len(name)
            context.replace(module, end - len(name), end, twin, RULE, f"sync code uses {twin}")
            return True
    return False


def _mark_both(context: Context, patch: Patch, sync: str, other: str) -> None:
    home = patch.homes[0].file.name
    context.mark(
        patch.site.module, patch.site.node, "AL922",
        f"Async code uses `{other}` of {home} now, and code that stays sync `{sync}`.",
        "patch the one that the test reaches, or both",
    )  # fmt: skip


def _coloured(context: Context, patch: Patch) -> Function | None:
    """Return the function that is replaced, if calling it gives a coroutine in the result and did not before."""
    for value in patch.replaced:
        if isinstance(value, FunctionValue) and context.colour.changes(value.function):
            return value.function if context.colour.kind(value.function) is Kind.COROUTINE else None
    return None


def _lambda(context: Context, patch: Patch, node: ast.Lambda, function: Function, why: str) -> None:
    """A constant becomes the mock's return value; any other lambda an async function above the statement."""
    module = patch.site.module
    if context.colour.changes(context.model.function(module, node.body)):
        return  # it gives a coroutine, which whoever calls it awaits
    constant = isinstance(node.body, ast.Constant | ast.Name) and not _is_parameter(node, node.body)
    statement = module.statement(node)
    decorates = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    if not patch.in_class and (constant or decorates or not _is_plain(context, node.body)):
        name = context.imports(module).need("unittest.mock", "AsyncMock")
        if constant:
            context.replace(module, module.start(node), module.start(node.body), f"{name}(return_value=", RULE, why)
            context.insert(module, module.end(node.body), ")", RULE, why)
        else:
            context.wrap(module, node, f"{name}(side_effect=", ")", RULE, why)
        return
    if decorates or not _is_plain(context, node.body):
        context.note(f"{why}: make what stands in for it async", module, node)
        return
    name = blocks.unused_name(context, module, node, f"fake_{function.name}")
    arguments = module.text[module.start(node) + len("lambda") : module.start(node.body)].strip().rstrip(":").strip()
    unit = blocks.unit(module, statement)
    lines = [f"async def {name}({arguments}):", f"{unit}return {module.segment(node.body)}", ""]
    blocks.insert_above(context, module, statement, lines, RULE)
    context.replace_node(module, node, name, RULE, why)


def _is_parameter(node: ast.Lambda, body: ast.expr) -> bool:
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return isinstance(body, ast.Name) and any(argument.arg == body.id for argument in given)


def _is_plain(context: Context, body: ast.expr) -> bool:
    """Whether no rule changes anything inside of an expression, so that its text can be moved."""
    for node in ast.walk(body):
        if node in context.owners or context.is_awaited(node):
            return False
        for value in context.model.values(node):
            if isinstance(value, External) and (value.name in ASYNC_NAMES or value.name in MOCKS):
                return False
    return True
