"""The helper `run_async`, beside the engine: a plain function of an async one, which closes the loop's connections."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from aiolift.analysis.event_loop.main_blocks import is_main_block
from aiolift.analysis.model import external_kinds
from aiolift.knowledge.database import ENGINE
from aiolift.migrate import blocks
from aiolift.program import nodes
from aiolift.program.entities import Class
from aiolift.program.values import Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "run-async"
NAME = "run_async"
_ENGINES = {ENGINE, "sqlalchemy.ext.asyncio.AsyncEngine"}
_DOCSTRING = "Make a plain function of an async one, for callers that cannot await."
_TEMPLATE = f'''\
def {{name}}(function):
    """{_DOCSTRING}"""

    @{{functools}}.wraps(function)
    def wrapper(*args, **kwargs):
        async def run():
{{leave}}
            try:
                return await function(*args, **kwargs)
            finally:
{{dispose}}

        return {{asyncio}}.run(run())

    return wrapper
'''
_WITHOUT_ENGINE = f'''\
def {{name}}(function):
    """{_DOCSTRING}"""

    @{{functools}}.wraps(function)
    def wrapper(*args, **kwargs):
        return {{asyncio}}.run(function(*args, **kwargs))

    return wrapper
'''
_WHY = "connections must not outlive the event loop that opened them"


def name_in(context: Context, module: Module) -> str:
    """Make the helper exist, once for a program, and return the name that it has in `module`."""
    home = _home(context, module)
    name = _existing(home) or context.helpers.get((home, NAME))
    if name is None:
        name = blocks.unused_name(context, home, home.tree, NAME, "run_in_event_loop")
        context.helpers[home, NAME] = name
        _write(context, home, name)
    return name if home is module else context.imported(module, home, name)


@lru_cache(maxsize=1)
def engines(model: Model) -> dict[Module, list[str]]:
    """Return the engines that modules' own code binds, by name or as `db.engine`, each module's in their order."""
    bound = {module: list(dict.fromkeys(_bound_engines(model, module))) for module in model.program.modules}
    return {module: names for module, names in bound.items() if names}


def _bound_engines(model: Model, module: Module) -> Iterator[str]:
    for statement in module.tree.body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                targets = [target]
            case _:
                continue
        for part in (part for target in targets if isinstance(target, ast.Tuple) for part in target.elts):
            if isinstance(part, ast.Name) and _names_engine(model, module, part.id):  # `SessionLocal, engine = make()`
                yield part.id
        if model.kinds(value) & _ENGINES:
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        elif isinstance(value, ast.Call):
            held = [name for one in model.instances(value) for name in _held_engines(model, one)]
            yield from (f"{target.id}.{name}" for target in targets if isinstance(target, ast.Name) for name in held)


def _names_engine(model: Model, module: Module, name: str) -> bool:
    values = model.flow.places.get((model.program.scopes[module.tree], name), ())
    return any(isinstance(value, Instance) and external_kinds(value) & _ENGINES for value in values)


def _held_engines(model: Model, owner: Instance) -> list[str]:
    """Return the public attributes of an object that are engines and never None, else the properties that are."""
    if not isinstance(owner.cls, Class):
        return []
    classes, places = owner.cls.mro(), model.flow.places
    stored = [place[2] for place in places if isinstance(place, tuple) and place[0] in classes and place[1] == "self"]
    named = [name for cls in classes for name in sorted(cls.names)]
    return [name for name in stored if _is_engine(model, owner.cls, name)] or [
        name for name in named if _is_engine(model, owner.cls, name)
    ]


def _is_engine(model: Model, cls: Class, name: str) -> bool:
    found = model.flow.member(cls, name, Instance(cls))
    kinds = {kind for value in found if isinstance(value, Instance) for kind in external_kinds(value)}
    return bool(kinds & _ENGINES) and not name.startswith("_") and not _can_be_none(cls, name)


def _can_be_none(cls: Class, name: str) -> bool:
    """Whether a class gives an attribute the value None, as until an application starts."""
    for base in cls.mro():
        for target, value in (pair for node in nodes.walk(base.node) for pair in nodes.assignments(node)):
            named = target.id if isinstance(target, ast.Name) else getattr(target, "attr", None)
            if named == name and isinstance(value, ast.Constant) and value.value is None:
                return True
    return False


def _home(context: Context, module: Module) -> Module:
    """Return the module of the engine: the nearest of several, and `module` itself where none is a module's own."""
    homes = engines(context.model)
    here = module.file.name.parent.parts

    def distance(found: Module) -> tuple[bool, bool, int]:
        there = found.file.name.parent.parts
        common = sum(one == other for one, other in zip(here, there, strict=False))
        is_test = any(part.startswith("test") for part in found.file.name.parts)
        return (found is not module, is_test, -common)

    return min(homes, key=distance, default=module)


def _existing(home: Module) -> str | None:
    """Return the helper's name where an earlier migration wrote it."""
    for statement in home.tree.body:
        if isinstance(statement, ast.FunctionDef) and ast.get_docstring(statement) == _DOCSTRING:
            return statement.name
    return None


def _write(context: Context, home: Module, name: str) -> None:
    """Write it above the first use of a decorator in the same module, else at the end."""
    imports = context.imports(home)
    modules = {known: imports.need_module(known) for known in ("asyncio", "functools")}
    owned = engines(context.model).get(home, [])
    # where async code calls in a thread, as tests do, the pool holds connections of that code's event loop
    others = "  # its connections belong to other event loops"
    comment = "  # its connections belong to the event loop that ends here"
    leave = "\n".join(f"{' ' * 12}{engine}.sync_engine.dispose(close=False){others}" for engine in owned)
    dispose = "\n".join(f"{' ' * 16}await {engine}.dispose(){comment}" for engine in owned)
    text = (_TEMPLATE if owned else _WITHOUT_ENGINE).format(name=name, leave=leave, dispose=dispose, **modules)
    before = _before(context, home)
    if before is None:
        lead = "\n\n" if home.text.endswith(("\n", "\r")) else "\n\n\n"
        context.insert(home, len(home.text), (lead + text).replace("\n", home.file.newline), RULE, _WHY)
    else:
        first = min(found.lineno for found in (before, *getattr(before, "decorator_list", [])))
        text = f"{text}\n\n".replace("\n", home.file.newline)
        context.insert(home, home.file.line_starts[first - 1], text, RULE, _WHY)


def _before(context: Context, home: Module) -> ast.stmt | None:
    """Return the first statement of the module that needs the helper, or the main block."""
    for statement in home.tree.body:
        if is_main_block(statement):
            return statement
        scope = context.model.program.scopes.get(statement)
        if scope in context.colour.commands and scope in context.colour.causes:
            return statement
    return None
