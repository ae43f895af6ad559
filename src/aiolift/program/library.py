"""What a program's model must be told about the libraries that the program uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    from aiolift.program.entities import Scope
    from aiolift.program.values import External, Instance, Value, Values


@dataclass(frozen=True)
class Call:
    """A call of something external: the node, and what flows into it.

    :param arguments: the values of the positional arguments.
    :param keywords: the values of the keyword arguments.
    :param owner: what the called attribute was read from.
    :param call: gives what a value returns when it is called without known arguments.
    :param apply: calls values with positional and keyword arguments, and gives what they return.
    :param elements: gives what iterating over values yields.
    :param named: gives the program's classes of a name, as instances.
    :param scope: where it stands.
    :param define: gives the program's classes among some instances an attribute, as `backref` does.
    :param settled: whether what is not known yet never will be; asked for, the call is evaluated again when it is so.
    """

    node: ast.Call
    arguments: tuple[Values, ...]
    keywords: dict[str, Values]
    owner: Values
    call: Callable[[Values], Values]
    apply: Callable[[Values, tuple[Values, ...], dict[str, Values]], Values]
    elements: Callable[[Values], Values]
    named: Callable[[str], Values]
    scope: Scope
    define: Callable[[Values, str, Values], None]
    settled: Callable[[], bool]

    def argument(self, position: int, keyword: str) -> Values:
        """Return an argument given either way; nothing where it is not given."""
        if keyword in self.keywords:
            return self.keywords[keyword]
        return self.arguments[position] if position < len(self.arguments) else frozenset()


class Library(Protocol):
    """Facts about external code. Every name is dotted and canonical."""

    #: External classes whose instances, kept on a class, give something else where they are read of it.
    descriptors: frozenset[str]

    def described(self, owner: Value, node: ast.Attribute) -> Values:
        """Return what a descriptor gives that is read of a class of the program, or of an instance of one."""

    def canonical(self, name: str) -> str:
        """Return the one name of something that can be imported from several places."""

    def call(self, target: External | Instance, call: Call) -> Values | None:
        """Return what a call gives, or None where nothing is known."""

    def attribute(self, owner: Instance, name: str) -> Values | None:
        """Return what an attribute of an external instance is, or None where nothing is known."""

    def parameter(self, base: str, method: str, position: int) -> Values:
        """Return what the library passes to a method that overrides one of its own; `self` has position 0."""

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
