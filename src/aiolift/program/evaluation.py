"""What the parts of the evaluation ask of each other; `Flow` puts them together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Hashable

    from aiolift.program.entities import Class, Function, Scope
    from aiolift.program.library import Library
    from aiolift.program.oracle import Oracle
    from aiolift.program.program import Program
    from aiolift.program.source import Module
    from aiolift.program.values import Cell, External, Instance, Value, Values


class Evaluation(ABC):
    """The state of the flow, and what each part gives the others."""

    program: Program
    library: Library
    oracle: Oracle | None
    nodes: dict[ast.AST, Values]
    places: dict[Hashable, Values]
    variables: dict[str, Values]

    @abstractmethod
    def read(self, place: Hashable) -> Values:
        """Return what a place holds so far; the reader runs again when it grows."""

    @abstractmethod
    def carries(self, function: Function, *decorators: str) -> bool:
        """Whether a function carries one of these external decorators, as far as is known."""

    @abstractmethod
    def decorated(self, function: Function, decorators: list[str]) -> None:
        """Note the external decorators of a function."""

    @abstractmethod
    def write(self, place: Hashable, values: Values) -> None:
        """Add values to a place."""

    @abstractmethod
    def settled(self) -> bool:
        """Whether all is known that flows by itself; a scope that asks before runs again then."""

    @abstractmethod
    def register(self, registering: ast.expr, values: Values) -> None:
        """Register functions with the one that they are dispatched from."""

    @abstractmethod
    def registers(self, callee: External | Instance, node: ast.Call, arguments: tuple[Values, ...]) -> bool:
        """Register what a call is given, and return whether it is such a call."""

    @abstractmethod
    def is_done(self, step: Hashable) -> bool:
        """Whether a step of a scope was done before, and all that it read then is as it was."""

    @abstractmethod
    def step(self, step: Hashable) -> None:
        """Begin a step of a scope, as a statement: what is read until the next one decides whether it is done again."""

    @abstractmethod
    def changed(self) -> None:
        """Forget what was done: something other than a place has changed."""

    @abstractmethod
    def eval(self, node: ast.expr | None, scope: Scope) -> Values:
        """Return the values of an expression."""

    @abstractmethod
    def annotation(self, node: ast.expr | None, scope: Scope) -> Values:
        """Return the instances that an annotation stands for."""

    @abstractmethod
    def believed(self, promised: Values, evidence: Callable[[], Values]) -> Values:
        """Return what an annotation promises, or what is given where that shows the annotation to be outdated."""

    @abstractmethod
    def elements(self, values: Values) -> Values:
        """Return what iterating over the values yields."""

    @abstractmethod
    def content(self, part: Values | Cell) -> Values:
        """Return what a type argument or a container's cell holds."""

    @abstractmethod
    def attribute(self, owners: Values, name: str) -> Values:
        """Return what `.name` of the values is."""

    @abstractmethod
    def member(self, cls: Class, name: str, receiver: Value | None) -> Values:
        """Look an attribute up along the bases of a class, then in its subclasses."""

    @abstractmethod
    def assign(self, target: ast.expr, values: Values, scope: Scope) -> None:
        """Bind values to a target."""

    @abstractmethod
    def submodule(self, package: Module, name: str) -> Module | None:
        """Return the module `name` of a package of the program."""

    @abstractmethod
    def call(
        self,
        callees: Values,
        node: ast.Call,
        arguments: tuple[Values, ...],
        keywords: dict[str, Values],
        scope: Scope,
    ) -> Values:
        """Return what a call gives."""

    @abstractmethod
    def call_unknown(self, callees: Values) -> Values:
        """Return what values give when somebody calls them with arguments that are not known."""

    @abstractmethod
    def apply(self, callees: Values, arguments: tuple[Values, ...], keywords: dict[str, Values]) -> Values:
        """Return what values give when they are called with these arguments."""

    @abstractmethod
    def invoke(
        self,
        callee: Value,
        arguments: tuple[Values, ...],
        keywords: dict[str, Values],
        node: ast.Call | None = None,
    ) -> Values:
        """Call a function or class of the program."""

    @abstractmethod
    def call_method(self, receiver: Instance, name: str) -> Values:
        """Return what a method of an instance gives, without arguments."""

    @abstractmethod
    def returned(self, function: Function, receiver: Value | None) -> Values:
        """Return what a call of a function gives."""

    @abstractmethod
    def static(self, node: ast.expr, scope: Scope) -> Values:
        """Resolve a name by definitions and imports alone."""

    @abstractmethod
    def substituted(self, function: Function, receiver: Instance) -> Values:
        """Return what a method of a class promises where type variables of the class decide that, else nothing."""

    @abstractmethod
    def entered(self, managers: Values) -> Values:
        """Return what `with` binds."""

    @abstractmethod
    def enter(self, function: Function) -> None:
        """Bind the parameters of a function, before its body runs."""

    @abstractmethod
    def fixture(self, source: Function) -> Values:
        """Return what pytest passes of a fixture."""

    @abstractmethod
    def provided(self, values: Values) -> Values:
        """Return what FastAPI passes for a parameter whose default or metadata is `Depends(…)`."""
