"""A sync twin of an engine or session factory stands behind it, for the code that cannot await."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.drivers import DRIVERS
from aiolift.migrate import blocks
from aiolift.migrate.bridges.units import unit_of
from aiolift.program.entities import Function

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.bridges.globals import Global
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "sync-twin"
COMMENT = "# for code that cannot await"
_ENGINE = "sqlalchemy.create_engine"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: the places are found when colours are settled."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Make the twins, and read them in the code that stays sync."""
    bridges = context.bridges
    names = {made: _name(context, made) for made in bridges.twins}
    for made in sorted(bridges.twins, key=lambda made: (made.module.file.name, made.statement.lineno)):
        _make(context, made, names)
        for module, node in made.references:
            if unit_of(context.model, module, node) in bridges.side.units:
                _read(context, module, node, made, names[made])
    for unit in bridges.side.units:
        module = unit.module if isinstance(unit, Function) else _module(context, unit)
        kept = unit.node if isinstance(unit, Function) else unit
        context.kept_sync.update(ast.walk(kept))
        _own_engines(context, module, kept)
    for made in bridges.side.globals - bridges.twins:
        context.kept_sync.update(ast.walk(made.statement))
        _own_engines(context, made.module, made.statement)


def _module(context: Context, statement: ast.stmt) -> Module:
    return next(module for module in context.model.program.modules if statement in module.parents)


def _name(context: Context, made: Global) -> str:
    """Return the twin's name, in the style of the original's."""
    name = made.name
    stem = name.lstrip("_")
    lead = name[: len(name) - len(stem)]
    if stem.isupper():
        twin = f"{lead}SYNC_{stem}"
    elif stem[:1].isupper():
        twin = f"{lead}Sync{stem}"
    else:
        twin = f"{lead}sync_{stem}"
    taken = context.model.program.scopes[made.module.tree].names
    return next(found for found in (twin, *(f"{twin}_{number}" for number in range(2, 100))) if found not in taken)


def _make(context: Context, made: Global, names: dict[Global, str]) -> None:
    """Write the assignment once more, with the sync URL and the twins of what it reads."""
    module, call = made.module, made.value
    assert isinstance(call, ast.Call)
    replaced = {node: names[inner] for node, inner in context.bridges.globals.within(call) if inner in names}
    if made.maker == _ENGINE:
        context.keeps_sync_driver = True
        url = _url(call)
        if url is not None and not _is_text(url) and not _same_url(context):
            replaced[url] = f"{made.name}.url.set(drivername={_drivername(context, f'{made.name}.url')})"
    if isinstance(call.func, ast.Name):
        statement = context.import_of(module, call.func)
        if statement is not None and statement.module and not statement.level:
            original = next(alias.name for alias in statement.names if (alias.asname or alias.name) == call.func.id)
            context.imports(module).need(statement.module, original)
    text = f"{names[made]} = {_copy(module, call, replaced)}"
    newline, indent = module.file.newline, module.indent(made.statement)
    lines = [text]
    if made.maker == _ENGINE:  # a factory stands below its engine
        lines = [COMMENT, text] if "\n" in text else [f"{text}  {COMMENT}"]
    position = blocks.line_end(module, made.statement)
    context.insert(module, position, "".join(f"{newline}{indent}{line}" for line in lines), RULE, "a sync engine stays")


def _read(context: Context, module: Module, node: ast.expr, made: Global, name: str) -> None:
    why = "nothing can be awaited here"
    if isinstance(node, ast.Attribute):
        context.replace(module, module.end(node) - len(node.attr), module.end(node), name, RULE, why)
        return
    statement = context.import_of(module, node)
    if statement is None:
        context.replace_node(module, node, name, RULE, why)
        return
    imports = context.imports(module)
    imports.replaced(node)
    source = "." * statement.level + (statement.module or "")
    context.replace_node(module, node, imports.need(source, name, instead_of=statement), RULE, why)


def _own_engines(context: Context, module: Module, node: ast.AST) -> None:
    """An engine that sync code makes itself needs the sync driver in a URL that comes from elsewhere."""
    for call in ast.walk(node):
        site = context.model.site(call) if isinstance(call, ast.Call) else None
        if site is None or _ENGINE not in site.externals:
            continue
        context.keeps_sync_driver = True
        url = _url(site.node)
        if url is None or _is_text(url) or _same_url(context) or _sets_driver(url):
            continue
        make_url = context.imports(module).need("sqlalchemy", "make_url")
        name = _drivername(context, None)
        context.wrap(module, url, f"{make_url}(", f").set(drivername={name})", RULE, "a sync engine stays")


def _url(call: ast.Call) -> ast.expr | None:
    return next((part.value for part in call.keywords if part.arg == "url"), call.args[0] if call.args else None)


def _is_text(url: ast.expr) -> bool:
    return isinstance(url, ast.JoinedStr) or (isinstance(url, ast.Constant) and isinstance(url.value, str))


def _sets_driver(url: ast.expr) -> bool:
    return isinstance(url, ast.Call) and any(keyword.arg == "drivername" for keyword in url.keywords)


def _same_url(context: Context) -> bool:
    """Whether one URL serves both: psycopg is a sync and an async driver under one name."""
    return context.target.sync_drivername.partition("+")[2] == DRIVERS[context.target.driver].dialect


def _drivername(context: Context, url: str | None) -> str:
    """Return the expression for the sync driver; a code base whose tests run on SQLite asks the URL."""
    name = context.target.sync_drivername
    if not context.target.also_sqlite or url is None:
        return f'"{name}"'
    if "+" not in name:
        return f"{url}.get_backend_name()"
    return f'"sqlite" if {url}.get_backend_name() == "sqlite" else "{name}"'


def _copy(module: Module, node: ast.AST, replaced: dict[ast.expr, str]) -> str:
    """Return a node's text with some expressions inside of it replaced."""
    text, start = module.segment(node), module.start(node)
    for part in sorted(replaced, key=module.start, reverse=True):
        text = text[: module.start(part) - start] + replaced[part] + text[module.end(part) - start :]
    return text
