"""A constructor that does I/O becomes an async classmethod: `await Statement.create(session, 1)`."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.migrate import blocks
from aiolift.migrate.bridges.plain import is_plain
from aiolift.migrate.bridges.units import own
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Class, Function
    from aiolift.program.source import Module

RULE = "async-factory"
_NAMES = ("create", "load", "create_async")
_WHY = "a constructor cannot await"
#: Libraries whose functions build no object of a class that they are given.
_BUILDS_NOTHING = ("sqlalchemy.", "sqlmodel.", "typing.", "builtins.")


class Constructors:
    """The classes of a program, and what is done with each."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def can_be_async(self, init: Function) -> bool:
        """Whether every place that builds the class is known, and can build it with a classmethod."""
        node, cls = init.node, init.owner
        if cls is None or init.name != "__init__" or not isinstance(node, ast.FunctionDef) or not is_plain(cls):
            return False
        if node.decorator_list or not node.args.args or node.body[0].lineno == node.lineno:
            return False
        if any("__init__" in heir.methods for heir in cls.descendants()) or self.name(cls) is None:
            return False
        if any(isinstance(part, ast.Name) and part.id in {"super", "cls"} for part in own(init)):
            return False
        is_built = any(True for _ in self.sites(cls)) or any(True for _ in self.bare_dependencies(cls))
        return is_built and not self.is_handed(cls)

    def is_handed(self, cls: Class) -> bool:
        """Whether something keeps the class, or an heir, and may build it where nobody sees."""
        uses = [use for heir in (cls, *cls.descendants()) for use in self._uses.get(heir, ())]
        return not all(self._builds(*use) or self._is_harmless(*use) for use in uses)

    def is_built_elsewhere(self, cls: Class) -> bool:
        """Whether code outside of the program may build the class, or an heir; SQLAlchemy never calls `__init__`."""
        uses = [use for heir in (cls, *cls.descendants()) for use in self._uses.get(heir, ())]
        return not all(self._builds(*use) or self._is_followed(*use) for use in uses)

    def name(self, cls: Class) -> str | None:
        """Return the name of the classmethod: the first that nothing of the class has."""
        taken = {name for found in (*cls.mro(), *cls.descendants()) for name in found.names}
        return next((name for name in _NAMES if name not in taken), None)

    def sites(self, cls: Class) -> Iterator[tuple[Module, ast.expr]]:
        """Yield each expression that is called, or handed to `Depends`, to build the class."""
        for heir in (cls, *cls.descendants()):
            yield from self.own_sites(heir)

    def own_sites(self, cls: Class) -> Iterator[tuple[Module, ast.expr]]:
        """Yield each expression that is called, or handed to `Depends`, to build the class and no heir of it."""
        for module, node in self._uses.get(cls, ()):
            if self._builds(module, node):
                yield module, node

    @cached_property
    def _uses(self) -> dict[Class, list[tuple[Module, ast.expr]]]:
        found: dict[Class, list[tuple[Module, ast.expr]]] = {}
        for module in self.model.program.modules:
            for node in module.nodes(ast.Name, ast.Attribute, ast.Call):
                if not _is_stored(node):
                    for value in self.model.values(node):
                        if isinstance(value, ClassValue):
                            found.setdefault(value.cls, []).append((module, node))
        return found

    def _builds(self, module: Module, node: ast.expr) -> bool:
        parent = module.parents.get(node)
        return isinstance(parent, ast.Call) and (parent.func is node or (self.depends(parent) and node in parent.args))

    def depends(self, call: ast.Call) -> bool:
        """Whether a call declares a dependency of FastAPI's."""
        site = self.model.site(call)
        return site is not None and any(name.endswith((".Depends", ".Security")) for name in site.externals)

    def bare_dependencies(self, cls: Class) -> Iterator[tuple[Module, ast.Call, ast.expr]]:
        """Yield each `Depends()` that builds the class, with the annotation beside it that names the class."""
        for module in self.model.program.modules:
            for node in module.nodes(ast.Call):
                if not node.args and self.depends(node):
                    annotation = _annotation(module, node)
                    if annotation is not None and ClassValue(cls) in self.model.values(annotation):
                        yield module, node, annotation

    def _is_followed(self, module: Module, node: ast.expr) -> bool:
        """Whether what is done with a class is seen: it is kept, or handed to the program's own code."""
        parent = module.parents.get(node)
        call = module.parents.get(parent) if isinstance(parent, ast.keyword) else parent
        if not isinstance(call, ast.Call) or call.func is node:
            return True
        site = self.model.site(call)
        if site is None or self.depends(call):
            return False
        return bool(site.targets or site.externals) and all(name.startswith(_BUILDS_NOTHING) for name in site.externals)

    def _is_harmless(self, module: Module, node: ast.expr) -> bool:
        """Whether a class is only named: in an annotation, an import, `isinstance`, or to read something of it."""
        inner: ast.AST = node
        for outer in module.ancestors(node):
            match outer:
                case ast.Attribute(value=value) if value is node:
                    return True
                case ast.Call(func=ast.Name(id="isinstance" | "issubclass" | "cast")):
                    return True
                case ast.ClassDef():
                    return inner in outer.bases
                case ast.arg() | ast.AnnAssign() if outer.annotation is inner:
                    return True
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    return outer.returns is inner
                case ast.stmt():
                    return isinstance(outer, ast.Import | ast.ImportFrom)
            inner = outer
        return False


def _is_stored(node: ast.expr) -> bool:
    return not isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a constructor is async because of its body."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Write the classmethods, and build with them."""
    constructors = context.bridges.constructors
    for init in context.bridges.factories:
        cls = init.owner
        name = constructors.name(cls) if cls is not None else None
        if cls is None or name is None:
            continue
        _classmethod(context, init, name)
        for module, node in constructors.sites(cls):
            context.insert(module, module.end(node), f".{name}", RULE, _WHY)
        _bare_dependencies(context, cls, name)


def _classmethod(context: Context, init: Function, name: str) -> None:
    module, node = init.module, init.node
    assert isinstance(node, ast.FunctionDef)
    indent, newline = module.indent(node), module.file.newline
    context.insert(module, module.start(node), f"@classmethod{newline}{indent}", RULE, _WHY)
    start = module.text.index(node.name, module.start(node))
    context.replace(module, start, start + len(node.name), name, RULE, _WHY)
    this = node.args.args[0]
    context.replace(module, module.start(this), module.start(this) + len(this.arg), "cls", RULE, _WHY)
    if isinstance(node.returns, ast.Constant) and node.returns.value is None and init.owner is not None:
        context.replace_node(module, node.returns, f'"{init.owner.name}"', RULE, _WHY)
    documented = ast.get_docstring(node, clean=False) is not None and len(node.body) > 1
    first, last = node.body[1 if documented else 0], node.body[-1]
    blocks.insert_above(context, module, first, [f"{this.arg} = cls.__new__(cls)"], RULE)
    for inner in own(init):
        if isinstance(inner, ast.Return):
            context.replace_node(module, inner, f"return {this.arg}", RULE, _WHY)
    if not isinstance(last, ast.Return | ast.Raise):
        text = f"{newline}{module.indent(last)}return {this.arg}"
        context.insert(module, blocks.line_end(module, last), text, RULE, _WHY)


def _bare_dependencies(context: Context, cls: Class, name: str) -> None:
    """`current: Account = Depends()` builds what the annotation says: it has to be named."""
    for module, node, annotation in context.bridges.constructors.bare_dependencies(cls):
        text = f"{module.segment(annotation)}.{name}"
        context.insert(module, module.end(node) - 1, f"{text}, " if node.keywords else text, RULE, _WHY)


def _annotation(module: Module, call: ast.Call) -> ast.expr | None:
    """Return the class that the parameter with a dependency is annotated with."""
    parent = module.parents.get(call)
    if isinstance(parent, ast.Tuple):  # Annotated[Account, Depends()]
        return parent.elts[0]
    if isinstance(parent, ast.arguments):
        positional = [*parent.posonlyargs, *parent.args]
        pairs = list(zip(reversed(positional), reversed(parent.defaults), strict=False))
        pairs += [
            (name, default) for name, default in zip(parent.kwonlyargs, parent.kw_defaults, strict=True) if default
        ]
        return next((name.annotation for name, default in pairs if default is call), None)
    return None
