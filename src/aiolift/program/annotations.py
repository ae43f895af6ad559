"""What annotations say a value is."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.evaluation import Evaluation
from aiolift.program.values import NOTHING, ClassValue, External, Instance, TypeForm, instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.program.entities import Scope
    from aiolift.program.values import Value, Values

#: Forms that stand for their first argument.
_FIRST = {"typing.Annotated", "typing.Final", "typing.ClassVar", "typing.Required", "typing.NotRequired"}
_UNIONS = {"typing.Optional", "typing.Union", "types.UnionType"}
#: Containers by the name that their instances get; iterating over an instance yields the first argument.
_CONTAINERS = {
    "List": "builtins.list",
    "list": "builtins.list",
    "Sequence": "builtins.list",
    "MutableSequence": "builtins.list",
    "Collection": "builtins.list",
    "Set": "builtins.set",
    "set": "builtins.set",
    "FrozenSet": "builtins.set",
    "frozenset": "builtins.set",
    "Iterable": "builtins.iterator",
    "Iterator": "builtins.iterator",
    "Generator": "builtins.generator",
    "AsyncGenerator": "typing.AsyncGenerator",
    "AsyncIterator": "typing.AsyncGenerator",
    "AsyncIterable": "typing.AsyncGenerator",
    "Dict": "builtins.dict",
    "dict": "builtins.dict",
    "Mapping": "builtins.dict",
    "DefaultDict": "builtins.dict",
    "defaultdict": "builtins.dict",
    "Awaitable": "typing.Coroutine",
    "ContextManager": "contextlib.contextmanager()",
    "AbstractContextManager": "contextlib.contextmanager()",
}
_NO_VALUE = {
    "typing.Any",
    "types.ModuleType",
    "typing.Callable",
    "typing.TypeVar()",
    "typing.NoReturn",
    "typing.Literal",
    "typing.Self",
    "typing.NewType()",
}


class Annotations(Evaluation):
    """Reads annotations as the values that they promise."""

    def annotation(self, node: ast.expr | None, scope: Scope) -> Values:
        """Return the instances that an annotation stands for; nothing where it says nothing."""
        match node:
            case None:
                return NOTHING
            case ast.Name(id=name) if name in self.variables:
                return self.variables[name]
            case ast.Name() | ast.Attribute():
                return self._instances(self.eval(node, scope))
            case ast.Constant(value=str(text)):
                return self._forward(text, scope)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self.annotation(left, scope) | self.annotation(right, scope)
            case ast.List(elts=parts):  # the parameters of a Callable
                for part in parts:
                    self.annotation(part, scope)
            case ast.Subscript():
                return self._parametrised(node, scope)
        return NOTHING

    def _forward(self, text: str, scope: Scope) -> Values:
        try:
            parsed = ast.parse(text.strip(), mode="eval").body
        except SyntaxError:
            return NOTHING
        found = self.annotation(parsed, scope)
        if not found and isinstance(parsed, ast.Name):  # imported under TYPE_CHECKING in a cycle, or defined later
            found = frozenset(Instance(cls) for cls in self.program.classes_named(parsed.id))
        return found

    def _instances(self, types: Values) -> Values:
        found: set[Value] = set()
        for value in types:
            match value:
                case ClassValue(cls):
                    found.add(Instance(cls))
                case TypeForm(instances):
                    found |= instances
                case External(name) if name not in _NO_VALUE:
                    short = name.rpartition(".")[2]
                    if (
                        name.startswith(("typing.", "collections.abc.", "builtins.", "contextlib."))
                        and short in _CONTAINERS
                    ):
                        found.add(Instance(_CONTAINERS[short]))
                    elif name not in _UNIONS and not name.startswith("typing."):
                        known = self.library.instances(name, ())
                        found |= known if known is not None else {Instance(name)}
        return frozenset(found)

    def _parametrised(self, node: ast.Subscript, scope: Scope) -> Values:
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        found: set[Value] = set()
        for owner in self.eval(node.value, scope):
            match owner:
                case ClassValue(cls):
                    found.add(Instance(cls, tuple(self.annotation(part, scope) for part in parts)))
                case TypeForm(instances):
                    found |= instances
                case External(name):
                    found |= self._external_form(name, parts, scope)
        return frozenset(found)

    def _external_form(self, name: str, parts: list[ast.expr], scope: Scope) -> Values:
        short = name.rpartition(".")[2]
        if name.replace("typing_extensions", "typing") in _FIRST:
            for part in parts[1:]:
                self.eval(part, scope)
            promised = self.annotation(parts[0], scope)
            given = self.from_metadata(parts[1:])
            bare = {value.cls for value in promised if isinstance(value, Instance)}
            more = {value for value in given if isinstance(value, Instance) and value.of and value.cls in bare}
            return (self.believed(promised, lambda: given) | more) or given
        if name in _UNIONS:
            return frozenset().union(*(self.annotation(part, scope) for part in parts))
        if name in {"typing.Type", "builtins.type"}:
            return frozenset(
                ClassValue(value.cls) if not isinstance(value.cls, str) else External(value.cls)
                for value in self.annotation(parts[0], scope)
                if isinstance(value, Instance)
            )
        if short in {"tuple", "Tuple"}:
            if len(parts) == 2 and isinstance(parts[1], ast.Constant) and parts[1].value is Ellipsis:
                return instance("builtins.list", self.annotation(parts[0], scope))
            return instance("builtins.tuple", *(self.annotation(part, scope) for part in parts))
        arguments = tuple(self.annotation(part, scope) for part in parts)
        if short in _CONTAINERS and name.startswith(("typing.", "collections.", "builtins.", "contextlib.")):
            return instance(_CONTAINERS[short], *arguments)
        if name in _NO_VALUE:
            return NOTHING
        known = self.library.instances(name, arguments)
        return known if known is not None else instance(name, *arguments)

    def believed(self, promised: Values, evidence: Callable[[], Values]) -> Values:
        """Return what an annotation promises, or what is given where that shows the annotation to be outdated.

        `db: Session` is from before the move to async where all callers give an AsyncSession. Nothing while it is not
        known what is given.

        :param evidence: gives what is given; asked only where an annotation can be outdated.
        """
        opposites = self.library.opposites(promised) if promised else frozenset()
        if not any(self.program.mentions(name.rpartition(".")[0]) for name in opposites):
            return promised
        given = evidence()
        if not given and not self.settled():
            return NOTHING
        against = {value for value in given if isinstance(value, Instance) and _kinds(value) & opposites}
        return given if given == against and given else promised | against

    def from_metadata(self, metadata: list[ast.expr]) -> Values:
        """Return what the metadata of `Annotated[…]` provides, as `Depends(get_db)` does."""
        found: set[Value] = set()
        for part in metadata:
            found |= self.provided(self.nodes.get(part, NOTHING))
        return frozenset(found)


def _kinds(value: Instance) -> set[str]:
    return {value.cls} if isinstance(value.cls, str) else set(value.cls.externals())
