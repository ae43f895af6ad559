"""`functools.singledispatch`: whoever calls the function may call any that is registered with it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.evaluation import Evaluation
from aiolift.program.values import NOTHING, External, FunctionValue, Instance

if TYPE_CHECKING:
    from aiolift.program.values import Values

DISPATCHERS = ("functools.singledispatch", "functools.singledispatchmethod")
_REGISTER = frozenset(f"{name}.register" for name in DISPATCHERS)
#: What registers a function, and gives it back as it was.
REGISTERS = _REGISTER | {f"{name}()" for name in _REGISTER}


class Dispatch(Evaluation):
    """Puts registered functions where the one is that they are registered with."""

    def register(self, registering: ast.expr, values: Values) -> None:
        """Register functions by `base.register` or `base.register(type)`."""
        named = registering.func if isinstance(registering, ast.Call) else registering
        for value in self.nodes.get(named.value, NOTHING) if isinstance(named, ast.Attribute) else ():
            if isinstance(value, FunctionValue) and self.carries(value.function, *DISPATCHERS):
                self.write((value.function.parent, value.function.name), values)

    def registers(self, callee: External | Instance, node: ast.Call, arguments: tuple[Values, ...]) -> bool:
        """Register what a call is given: `base.register(type, function)`, `base.register(type)(function)`."""
        if isinstance(callee, External):
            if callee.name not in _REGISTER or len(arguments) < 2:
                return False
            self.register(node.func, arguments[1])
        else:
            if callee.cls not in REGISTERS or not arguments:
                return False
            self.register(node.func, arguments[0])
        return True
