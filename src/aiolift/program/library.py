"""What a program's model must be told about the libraries that the program uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from aiolift.program.values import NOTHING, Instance

if TYPE_CHECKING:
    import ast

    from aiolift.program.entities import Scope
    from aiolift.program.evaluation import Evaluation
    from aiolift.program.source import Module
    from aiolift.program.values import External, Value, Values


@dataclass(eq=False, slots=True)  # not frozen: one is made for every call, and a frozen one takes three times as long
class Call:
    """A call of something external: the node, and what flows into it.

    :param arguments: the values of the positional arguments.
    :param keywords: the values of the keyword arguments.
    :param scope: where it stands.
    :param evaluation: what the rest is asked of.
    """

    node: ast.Call
    arguments: tuple[Values, ...]
    keywords: dict[str, Values]
    scope: Scope
    evaluation: Evaluation

    @property
    def owner(self) -> Values:
        """What the called attribute was read from."""
        return self.evaluation.nodes.get(getattr(self.node.func, "value", self.node.func), NOTHING)

    def call(self, callees: Values) -> Values:
        """Return what values give when they are called without known arguments."""
        return self.evaluation.call_unknown(callees)

    def apply(self, callees: Values, arguments: tuple[Values, ...], keywords: dict[str, Values]) -> Values:
        """Call values with positional and keyword arguments, and return what they give."""
        return self.evaluation.apply(callees, arguments, keywords)

    def elements(self, values: Values) -> Values:
        """Return what iterating over values yields."""
        return self.evaluation.elements(values)

    def named(self, name: str) -> Values:
        """Return the program's classes of a name, as instances."""
        return frozenset(Instance(cls) for cls in self.evaluation.program.classes_named(name))

    def define(self, owners: Values, name: str, values: Values) -> None:
        """Give the program's classes among some instances an attribute, as `backref` does."""
        for owner in owners:
            if isinstance(owner, Instance) and not isinstance(owner.cls, str):
                self.evaluation.write((owner.cls, "self", name), values)

    def settled(self) -> bool:
        """Whether what is not known yet never will be; asked for, the call is evaluated again when it is so."""
        return self.evaluation.settled()

    def argument(self, position: int, keyword: str) -> Values:
        """Return an argument given either way; nothing where it is not given."""
        if keyword in self.keywords:
            return self.keywords[keyword]
        return self.arguments[position] if position < len(self.arguments) else frozenset()


class Library(Protocol):
    """Facts about external code. Every name is dotted and canonical."""

    #: External classes whose instances, kept on a class, give something else where they are read of it.
    descriptors: frozenset[str]

    def described(self, owner: Value, node: ast.Attribute, module: Module) -> Values:
        """Return what a descriptor gives that a module reads of a class of the program, or of an instance of one."""

    def canonical(self, name: str) -> str:
        """Return the one name of something that can be imported from several places."""

    def call(self, target: External | Instance, call: Call) -> Values | None:
        """Return what a call gives, or None where nothing is known."""

    def attribute(self, owner: Instance, name: str) -> Values | None:
        """Return what an attribute of an external instance is, or None where nothing is known."""

    def parameter(self, base: str, method: str, position: int) -> Values:
        """Return what the library passes to a method that overrides one of its own; `self` has position 0."""

    def passed_first(self, decorator: str, node: ast.expr, evaluation: Evaluation) -> Values:
        """Return what the library passes to a function that it decorates before what callers give; nothing otherwise.

        :param node: the decorator as it is written.
        """

    def opposites(self, promised: Values) -> frozenset[str]:
        """Return the external classes that no object annotated so is of, but that an outdated annotation may hide."""

    def fixture(self, name: str) -> Values:
        """Return what a fixture gives that no file of the program defines."""

    def elements(self, owner: Instance) -> Values | None:
        """Return what iterating over an external instance yields, or None where nothing is known."""

    def sliced(self, owner: Instance) -> Values | None:
        """Return what a slice of an external instance is, or None where it is an instance like it."""

    def entered(self, owner: Instance) -> Values | None:
        """Return what `with` binds for an external context manager, or None where nothing is known."""

    def instances(self, name: str, arguments: tuple[Values, ...]) -> Values | None:
        """Return the instances of a parametrised external type, as `Mapped[list[Post]]`, or None."""
