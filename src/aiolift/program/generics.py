"""What type variables stand for: a `Repository[Hero]` makes `T` a `Hero` in what its methods promise."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.program.evaluation import Evaluation
from aiolift.program.values import NOTHING, ClassValue, External, Instance

if TYPE_CHECKING:
    from aiolift.program.entities import Class, Function
    from aiolift.program.values import Value, Values

#: The head of a class with parameters of its own (PEP 695), which the tree of older Pythons does not hold.
_HEAD = re.compile(r"class\s+\w+\s*\[")
_PARAMETER = re.compile(r"\s*\**(\w+)")
_OWNERS = {"typing.Generic", "typing.Protocol"}


class Generics(Evaluation):
    """Follows the arguments of generic classes along their bases.

    :ivar variables: what the type variables stand for, by name, in the annotation that is being read.
    """

    variables: dict[str, Values]
    parameters: dict[Class, tuple[str, ...]]

    def substituted(self, function: Function, receiver: Instance) -> Values:
        """Return what a method of a class promises where type variables of the class decide that, else nothing."""
        returns, owner = getattr(function.node, "returns", None), function.owner
        if returns is None or owner is None or isinstance(receiver.cls, str):
            return NOTHING
        variables = self._along(receiver.cls, owner, self._own(receiver))
        if variables.keys().isdisjoint(re.findall(r"\w+", ast.unparse(returns)) if variables else ()):
            return NOTHING
        outer, self.variables = self.variables, variables
        try:
            return self.annotation(returns, function.parent or function)
        finally:
            self.variables = outer

    def _own(self, receiver: Instance) -> dict[str, Values]:
        """Return what an annotation, as `repository: Repository[Hero]`, gives the variables of an object's class."""
        parts = [self.content(part) for part in receiver.of]
        assert not isinstance(receiver.cls, str)
        return self._given(receiver.cls, parts) if parts else {}

    def _given(self, cls: Class, parts: list[Values]) -> dict[str, Values]:
        """Return what the variables of a class stand for: classes of the program.

        What external classes say, as `Config[Session, Engine]`, annotations say where they are used.
        """
        named = zip(self._parameters(cls), parts, strict=False)
        return {name: values for name, values in named if values and all(map(_is_of_program, values))}

    def _along(self, cls: Class, owner: Class, variables: dict[str, Values]) -> dict[str, Values]:
        """Return what the variables of one of a class's bases, or its own, stand for."""
        if cls is owner:
            return variables
        outer, self.variables = self.variables, variables
        try:
            for base in cls.node.bases:  # type: ignore[attr-defined]
                named = base.value if isinstance(base, ast.Subscript) else base
                for value in self.static(named, cls.parent or cls):
                    if isinstance(value, ClassValue) and owner in value.cls.mro():
                        parts = [self.annotation(part, cls.parent or cls) for part in _arguments(base)]
                        return self._along(value.cls, owner, self._given(value.cls, parts))
        finally:
            self.variables = outer
        return {}

    def _parameters(self, cls: Class) -> tuple[str, ...]:
        """Return the names of a class's type variables, in their order."""
        if cls not in self.parameters:
            self.parameters[cls] = tuple(self._declared(cls))
        return self.parameters[cls]

    def _declared(self, cls: Class) -> list[str]:
        module = cls.module
        head = _HEAD.match(module.text, module.start(cls.node))
        if head is not None:
            rest = module.between(head.end(), module.start(cls.node.body[0]))  # type: ignore[attr-defined]
            return _names("".join(token.text for token in rest))
        scope = cls.parent or cls
        found: dict[str, None] = {}
        for base in cls.node.bases:  # type: ignore[attr-defined]
            names = [node for part in _arguments(base) for node in ast.walk(part) if isinstance(node, ast.Name)]
            variables = [node.id for node in names if External("typing.TypeVar()") in self.static(node, scope)]
            if _OWNERS & {getattr(value, "name", "") for value in self.static(getattr(base, "value", base), scope)}:
                return variables
            found |= dict.fromkeys(variables)
        return list(found)


def _is_of_program(value: Value) -> bool:
    return isinstance(value, Instance) and not isinstance(value.cls, str)


def _arguments(base: ast.expr) -> list[ast.expr]:
    """Return the arguments of a parametrised base; none of a plain one."""
    if not isinstance(base, ast.Subscript):
        return []
    return base.slice.elts if isinstance(base.slice, ast.Tuple) else [base.slice]


def _names(text: str) -> list[str]:
    """Return the names of the parameters before the bracket that closes: `T: (A, B), *Ts = int]` has `T` and `Ts`."""
    depth, start, parts = 0, 0, []
    for place, character in enumerate(text):
        if depth == 0 and character in ",]":
            parts.append(text[start:place])
            start = place + 1
            if character == "]":
                break
        depth += (character in "([{") - (character in ")]}")
    return [found[1] for part in parts if (found := _PARAMETER.match(part))]
