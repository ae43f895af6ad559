"""Alembic's `env.py`: sync where its URL is its own, in the async form where its URL or engine is the application's."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import ASYNC_NAMES, ENGINE, Does, does
from aiolift.migrate import blocks
from aiolift.program import nodes
from aiolift.program.values import External

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "alembic-env"
_MAKERS = {"sqlalchemy.create_engine", "sqlalchemy.engine_from_config"}
_WHY = "its URL or engine is the application's, which is async now"
#: Drivers whose one name in a URL serves sync engines too.
_BOTH_WAYS = {"psycopg"}
_URL = "sqlalchemy.url"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: Alembic runs the file in sync code, whatever the application does."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Decide for each `env.py`, and say why."""
    if not _application_changes(context):
        return
    for module in sorted(context.island_modules, key=lambda found: found.file.name):
        connecting = _connecting(context, module)
        if not connecting:
            continue
        reason = _shared(context, module, connecting)
        if reason is None:
            context.note(f"stays sync: {_own(context)}", module)
            continue
        statement = connecting[0]
        function = module.parents.get(statement)
        context.alembic_async = True
        whole = isinstance(function, ast.FunctionDef) and _is_plain(statement, function)
        whole = whole and not _may_be_given(context, module, statement)
        if len(connecting) > 1 or not (whole or _can_be_nested(statement)):
            context.mark(module, statement, "AL928", f"Alembic connects with {reason}, which is async now")
            continue
        context.note(f"makes an async engine: it uses {reason}, which is async now", module)
        if whole:
            assert isinstance(function, ast.FunctionDef)
            _convert(context, module, function, statement)
        else:
            _convert_in_place(context, module, statement)


def _application_changes(context: Context) -> bool:
    return any(
        _MAKERS & set(site.externals) and site.module not in context.island_modules for site in context.model.sites
    )


def _own(context: Context) -> str:
    if context.target.driver in _BOTH_WAYS:
        return f"URLs of {context.target.driver} serve sync engines too"
    return "its URL is its own, not the application's"


def _connecting(context: Context, module: Module) -> list[ast.With]:
    """Return the statements that connect to the database."""
    return [node for node in context.model.walk(module) if isinstance(node, ast.With) and _engine(context, node)]


def _engine(context: Context, statement: ast.With) -> ast.expr | None:
    """Return the engine that a `with` connects."""
    for item in statement.items:
        call = item.context_expr
        site = context.model.site(call) if isinstance(call, ast.Call) else None
        if site is None or not isinstance(site.node.func, ast.Attribute):
            continue
        if any(name.startswith(ENGINE) and does(name) is Does.ENTER for name in site.externals):
            return site.node.func.value
    return None


def _shared(context: Context, module: Module, connecting: list[ast.With]) -> str | None:
    """Return what `env.py` takes from the application: its engine or its URL; None where it has its own."""
    makers = [site for site in context.model.sites if site.module is module and _MAKERS & set(site.externals)]
    if not makers:
        return "the application's engine"
    if context.target.driver in _BOTH_WAYS:
        return None
    for site in makers:
        if "sqlalchemy.create_engine" in site.externals and site.node.args and not _is_own(site.node.args[0]):
            return "the application's URL"
    return "the application's URL" if any(_sets_url(context, node) for node in context.model.walk(module)) else None


def _sets_url(context: Context, node: ast.AST) -> bool:
    """Whether a URL from elsewhere takes the place of the one in `alembic.ini`."""
    match node:
        case ast.Call(func=ast.Attribute(attr="set_main_option" | "set_section_option"), args=[*_, key, url]):
            return isinstance(key, ast.Constant) and key.value == _URL and not _is_own(url)
        case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value="sqlalchemy.url"))], value=url):
            return not _is_own(url)
        case ast.Call(keywords=keywords) if any(keyword.arg == "url" for keyword in keywords):
            site = context.model.site(node)
            makes = site is not None and "sqlalchemy.engine_from_config" in site.externals
            return makes and not _is_own(next(found.value for found in keywords if found.arg == "url"))
        case ast.Dict(keys=keys, values=values):
            return any(
                isinstance(key, ast.Constant) and key.value == _URL and not _is_own(url)
                for key, url in zip(keys, values, strict=True)
            )
    return False


def _is_own(url: ast.expr) -> bool:
    """Whether a URL is written in `env.py`, or read back from `alembic.ini`."""
    return isinstance(url, ast.Constant) or any(
        isinstance(node, ast.Attribute) and node.attr in {"get_main_option", "get_section_option"}
        for node in ast.walk(url)
    )


def _is_plain(statement: ast.With, function: ast.FunctionDef) -> bool:
    """Whether a function only connects once, so that its block can move to a function of the connection."""
    arguments = function.args
    given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    named = len(statement.items) == 1 and isinstance(statement.items[0].optional_vars, ast.Name)
    leaves = any(isinstance(node, ast.Return) and node.value for node in ast.walk(function))
    return named and not any(given) and not function.decorator_list and not leaves


def _can_be_nested(statement: ast.With) -> bool:
    """Whether a block can move to a function right where it stands, as one under an `if` of a given connection."""
    leaving = ast.Return | ast.Break | ast.Continue | ast.Yield | ast.Global | ast.Nonlocal
    return (
        len(statement.items) == 1
        and isinstance(statement.items[0].optional_vars, ast.Name)
        and not any(isinstance(node, leaving) for node in ast.walk(statement))
    )


def _may_be_given(context: Context, module: Module, statement: ast.With) -> bool:
    """Whether what a block connects can be a connection that was given: `config.attributes.get("connection")`."""
    engine = _engine(context, statement)
    if not isinstance(engine, ast.Name):
        return False
    tests = [outer.test for outer in module.ancestors(statement) if isinstance(outer, ast.If)]
    if any(isinstance(part, ast.Name) and part.id == engine.id for test in tests for part in ast.walk(test)):
        return False  # `if connectable is None:` and `isinstance` keep it out
    return any(
        isinstance(target, ast.Name)
        and target.id == engine.id
        and any(isinstance(part, ast.Attribute) and part.attr == "attributes" for part in ast.walk(value))
        for node in module.nodes(ast.Assign, ast.AnnAssign, ast.NamedExpr)
        for target, value in nodes.assignments(node)
    )


def _convert_in_place(context: Context, module: Module, statement: ast.With) -> None:
    """Run the block's own event loop where the block stands, unless who runs one gave its connection."""
    target, engine = statement.items[0].optional_vars, _engine(context, statement)
    assert isinstance(target, ast.Name)
    assert engine is not None
    newline, unit, level = module.file.newline, blocks.unit(module, statement), module.indent(statement)
    run = blocks.unused_name(context, module, statement, "do_run_migrations", "run_with_connection")
    entry = blocks.unused_name(context, module, statement, "run_async_migrations", "run_migrations_in_loop")
    source = "sqlalchemy" if context.target.sqlalchemy >= (2, 0) else "sqlalchemy.engine"
    connection = context.imports(module).need(source, "Connection")
    asyncio = context.imports(module).need_module("asyncio")
    _rename_makers(context, module)
    colon = module.text.index(":", module.end(target))
    header = module.text[module.start(statement) : colon + 1]
    above = module.text[colon + 1 : module.file.line_starts[statement.body[0].lineno - 1]].splitlines()
    body = [line.strip() for line in above if line.strip()] + [line.rstrip() for line in _moved(module, statement)]
    block = [
        f"def {run}({target.id}: {connection}) -> None:",
        *(f"{unit}{line}" if line else "" for line in body),
        "",
    ]
    loop = [
        f"async def {entry}() -> None:",
        f"{unit}async {header}",
        f"{unit * 2}await {target.id}.run_sync({run})",
        f"{unit}await {module.segment(engine)}.dispose()",
        "",
        f"{asyncio}.run({entry}())",
    ]
    if _may_be_given(context, module, statement):
        given = module.segment(engine)
        head = [f"if isinstance({given}, {connection}):", f"{unit}{run}({given})", "else:"]
        loop = [*head, *(f"{unit}{line}" if line else "" for line in loop)]
    text = newline.join(f"{level}{line}" if line else "" for line in [*block, *loop]).lstrip(" \t")
    context.replace(module, module.start(statement), module.end(statement), text, RULE, _WHY)


def _convert(context: Context, module: Module, function: ast.FunctionDef, statement: ast.With) -> None:
    target = statement.items[0].optional_vars
    engine = _engine(context, statement)
    assert isinstance(target, ast.Name)
    assert engine is not None
    newline, unit = module.file.newline, blocks.unit(module, function.body[0])
    run = blocks.unused_name(context, module, module.tree, "do_run_migrations", "run_with_connection")
    entry = blocks.unused_name(context, module, module.tree, "run_async_migrations", "run_migrations_in_loop")
    source = "sqlalchemy" if context.target.sqlalchemy >= (2, 0) else "sqlalchemy.engine"
    connection = context.imports(module).need(source, "Connection")
    local = _uses_locals(context, module, function, statement)
    place: ast.stmt = statement if local else function
    level = module.indent(place)
    lines = [line if not line.strip() else f"{level}{unit}{line}" for line in _moved(module, statement)]
    moved = f"{level}def {run}({target.id}: {connection}) -> None:{newline}{''.join(lines).rstrip()}"
    blank = newline * (2 if local else 3)
    context.insert(module, module.file.line_starts[place.lineno - 1], f"{moved}{blank}", RULE, _WHY)
    name = module.text.index(function.name, module.start(function))
    start = module.start(function)
    original = module.text[start : module.start(function.body[0])]
    context.replace(module, start, name + len(function.name), f"async def {entry}", RULE, _WHY)
    _rename_makers(context, module)
    context.insert(module, module.start(statement), "async ", RULE, _WHY)
    inner = f"await {target.id}.run_sync({run})"
    dispose = _disposes(context, module, function, engine)
    end = "" if dispose else f"{newline * 2}{module.indent(statement)}await {module.segment(engine)}.dispose()"
    context.replace(module, module.start(statement.body[0]), module.end(statement), inner + end, RULE, _WHY)
    asyncio = context.imports(module).need_module("asyncio")
    lead = original[: original.index(":", original.index(")")) + 1]
    wrapper = f"{newline * 3}{lead}{newline}{unit}{asyncio}.run({entry}())"
    context.insert(module, module.end(function), wrapper, RULE, _WHY)


def _moved(module: Module, statement: ast.With) -> list[str]:
    """Return the lines of a block without their indentation."""
    first, last = statement.body[0], statement.body[-1]
    indent = module.indent(first)
    lines = []
    for line in range(first.lineno, (last.end_lineno or first.lineno) + 1):
        start = module.file.line_starts[line - 1]
        end = module.file.line_starts[line] if line < len(module.file.line_starts) else len(module.text)
        lines.append(module.text[start:end].removeprefix(indent))
    return lines


def _uses_locals(context: Context, module: Module, function: ast.FunctionDef, statement: ast.With) -> bool:
    """Whether the block reads other names of its function, so that it must stay inside of it."""
    scope = context.model.program.scopes[function]
    target = statement.items[0].optional_vars
    bound = {
        node.id
        for part in statement.body
        for node in ast.walk(part)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    } | {target.id if isinstance(target, ast.Name) else ""}
    return any(
        isinstance(node, ast.Name) and node.id in scope.names and node.id not in bound
        for part in statement.body
        for node in ast.walk(part)
    )


def _rename_makers(context: Context, module: Module) -> None:
    for site in context.model.sites:
        if site.module is not module:
            continue
        for value in context.model.values(site.node.func):
            if isinstance(value, External) and value.name in _MAKERS:
                source, name = ASYNC_NAMES[value.name]
                context.rename(module, site.node.func, source, name, RULE, _WHY)


def _disposes(context: Context, module: Module, function: ast.FunctionDef, engine: ast.expr) -> bool:
    """Await the `dispose()` that the function has already."""
    found = False
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr="dispose")) if ast.unparse(value) == ast.unparse(engine):
                context.await_(module, node, RULE, _WHY)
                found = True
    return found
