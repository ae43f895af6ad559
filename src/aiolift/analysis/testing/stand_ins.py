"""What stands in the place of the program's functions and classes: in tests by patches and by FastAPI's overrides, and
functions that are registered with a single-dispatch one.

A stand-in has the colour of what it stands in for, as an override has that of the method which it overrides.
https://docs.python.org/3/library/unittest.mock.html#patch
"""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.program.dispatch import DISPATCHERS
from aiolift.program.entities import Class, Function, FunctionNode
from aiolift.program.values import NOTHING, ClassValue, External, FunctionValue, Instance, ModuleValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.source import Module
    from aiolift.program.values import Values

_PATCH = "unittest.mock.patch"
_PATCH_OBJECT = "unittest.mock.patch.object"
_SETATTR = "pytest.MonkeyPatch.setattr"
_PATCHING = {_PATCH, _PATCH_OBJECT, _SETATTR}


@dataclass(frozen=True, eq=False)
class Patch:
    """A call that puts something in the place of something else for a while.

    :param replaced: what the program has there.
    :param new: the expression that takes its place; None where a mock is made for it.
    :param in_class: whether it is an attribute of a class, so that a function there is given `self`.
    :param path: the string that ends in the name of what is replaced.
    :param homes: the modules that have the name.
    """

    site: Site
    replaced: Values
    new: ast.expr | None
    in_class: bool
    path: ast.Constant
    homes: tuple[Module, ...] = ()

    @property
    def name(self) -> str:
        """What is replaced is called."""
        return str(self.path.value).rpartition(".")[2]


def patches(model: Model) -> list[Patch]:
    """Return the patches of a program, in the order of the text."""
    sites = model.naming(_PATCHING)
    return [patch for site in sites if (patch := _patch(model, site)) is not None]


def _patch(model: Model, site: Site) -> Patch | None:
    arguments = site.node.args
    named = {keyword.arg: keyword.value for keyword in site.node.keywords}
    if not arguments:
        return None
    by_path = _PATCH in site.externals or (_SETATTR in site.externals and len(arguments) == 2)
    if by_path and isinstance(arguments[0], ast.Constant) and isinstance(arguments[0].value, str):
        owner, _, name = arguments[0].value.rpartition(".")
        owners = _at(model, site.module, owner)
        path, rest = arguments[0], arguments[1:]
    elif {_PATCH_OBJECT, _SETATTR} & set(site.externals) and len(arguments) > 1:
        if not (isinstance(arguments[1], ast.Constant) and isinstance(arguments[1].value, str)):
            return None
        path, rest = arguments[1], arguments[2:]
        owners, name = model.values(arguments[0]), arguments[1].value
    else:
        return None
    new = rest[0] if rest else named.get("new", named.get("value"))
    in_class = any(isinstance(owner, ClassValue) for owner in owners)
    homes = tuple(owner.module for owner in owners if isinstance(owner, ModuleValue))
    return Patch(site, _attribute(model, owners, name), new, in_class, path, homes)


def mock_of(patch: Patch) -> tuple[str, ast.AST] | None:
    """Return the variable that holds the mock which a patch makes, and what it is known in."""
    module = patch.site.module
    around = module.parents.get(patch.site.node)
    functions = (one for one in module.ancestors(patch.site.node) if isinstance(one, FunctionNode))
    match around:
        case ast.withitem(optional_vars=ast.Name(name)):
            return name, next(functions, module.parents[around])
        case ast.Assign(targets=[ast.Name(name)]):
            return name, next(functions, module.tree)
        case ast.FunctionDef() | ast.AsyncFunctionDef() if decorated := _parameter(patch, around):
            return decorated, around
    return None


def _parameter(patch: Patch, function: ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
    """Return the parameter that gets a decorator's mock: the last decorator's is the first."""
    if patch.new is not None or patch.site.node not in function.decorator_list:
        return None
    below = function.decorator_list[function.decorator_list.index(patch.site.node) + 1 :]
    makers = [node for node in below if isinstance(node, ast.Call) and _makes_mock(node)]
    names = [parameter.arg for parameter in function.args.args if parameter.arg not in {"self", "cls"}]
    return names[len(makers)] if len(makers) < len(names) else None


def _makes_mock(decorator: ast.Call) -> bool:
    """Whether a decorator is a patch that passes the mock which it makes."""
    spelled = ast.unparse(decorator.func)
    given = len(decorator.args) - spelled.endswith("patch.object")
    return "patch" in spelled and given < 2 and all(keyword.arg != "new" for keyword in decorator.keywords)


def named_by(model: Model, importer: Module, target: ast.expr) -> Values:
    """Return what a patch's first argument means: a dotted path, or an object."""
    if isinstance(target, ast.Constant) and isinstance(target.value, str):
        return _at(model, importer, target.value)
    return model.values(target)


def _at(model: Model, importer: Module, dotted: str) -> Values:
    """Return what a dotted path means: a module, or what is in one."""
    parts = dotted.split(".")
    for number in range(len(parts), 0, -1):
        module = model.program.find(".".join(parts[:number]), importer)
        if module is not None:
            found: Values = frozenset([ModuleValue(module)])
            for name in parts[number:]:
                found = _attribute(model, found, name)
            return found
    return frozenset([External(dotted)])


def _attribute(model: Model, owners: Values, name: str) -> Values:
    found: Values = NOTHING
    for owner in owners:
        match owner:
            case ModuleValue(module):
                found |= model.flow.places.get((model.program.scopes[module.tree], name), NOTHING)
            case ClassValue(cls):
                found |= model.flow.member(cls, name, owner)
            case Instance(Class() as cls):
                found |= model.flow.member(cls, name, owner)
            case External(path):
                found |= {External(f"{path}.{name}")}
    return found


def stand_ins(model: Model) -> dict[Function, set[Function]]:
    """Return the functions that are put in each other's place, lambdas left out."""
    found: dict[Function, set[Function]] = defaultdict(set)
    pairs = [(patch.replaced, model.values(patch.new)) for patch in patches(model) if patch.new is not None]
    for replaced, new in (*pairs, *overrides(model), *_dispatched(model)):
        for one, other in _alike(replaced, new):
            if isinstance(one.node, ast.FunctionDef) and isinstance(other.node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[one].add(other)
                found[other].add(one)
    return found


def _dispatched(model: Model) -> Iterator[tuple[Values, Values]]:
    """Yield a function that `functools` dispatches from, with those that are registered with it."""
    for function in model.program.functions:
        if function.has(*DISPATCHERS):
            yield frozenset([FunctionValue(function)]), model.flow.places[function.parent, function.name]


def _alike(replaced: Values, new: Values) -> Iterator[tuple[Function, Function]]:
    for old in replaced:
        for value in new:
            match old, value:
                case FunctionValue(one), FunctionValue(other):
                    yield one, other
                case (ClassValue(cls), ClassValue(other)) | (Instance(Class() as cls), Instance(Class() as other)):
                    yield from _methods(cls, other)


def _methods(cls: Class, other: Class) -> Iterator[tuple[Function, Function]]:
    """Yield the methods of one name, dunders left out, that two classes have."""
    names: dict[str, Function] = {}
    for base in reversed(list(cls.mro())):
        names.update(base.methods)
    for base in other.mro():
        for name, method in base.methods.items():
            if name in names and names[name] is not method and not name.startswith("__"):
                yield names[name], method


def overrides(model: Model) -> Iterator[tuple[Values, Values]]:
    """Yield what a dependency gives, with what the one that overrides it gives: instances of classes."""
    for module in model.program.modules:
        if not module.mentions("dependency_overrides"):
            continue
        for node in module.nodes(ast.Assign, ast.Call):
            for key, value in _overridden(node):
                yield _given(model, key), _given(model, value)


def _overridden(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    match node:
        case ast.Assign(
            targets=[ast.Subscript(value=ast.Attribute(attr="dependency_overrides"), slice=key)], value=value
        ):
            yield key, value
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="dependency_overrides")), args=[ast.Dict() as given]):
            yield from ((key, value) for key, value in zip(given.keys, given.values, strict=True) if key is not None)
        case ast.Assign(targets=[ast.Attribute(attr="dependency_overrides")], value=ast.Dict() as given):
            yield from ((key, value) for key, value in zip(given.keys, given.values, strict=True) if key is not None)


def _given(model: Model, dependency: ast.expr) -> Values:
    """Return what a dependency gives: what it returns or yields, an instance where it is a class."""
    found: Values = NOTHING
    for value in model.values(dependency):
        if isinstance(value, ClassValue):
            found |= {Instance(value.cls)}
        elif isinstance(value, FunctionValue):
            returned = model.flow.returned(value.function, None)
            for one in returned:
                is_generator = isinstance(one, Instance) and one.cls in {"builtins.generator", "typing.AsyncGenerator"}
                found |= model.flow.elements(frozenset([one])) if is_generator else {one}
    return found
