"""Protocols that classes follow by their form alone: what a method of such a class is, its declaration is as well.

Where a call through the Protocol is followed to the class, both have one colour already. Here are the others: a factory
that is annotated `Callable[[], UnitOfWork]`, what a framework injects, `isinstance` of a runtime-checkable Protocol.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.program.entities import Class, Function

_PROTOCOLS = {"typing.Protocol", "typing_extensions.Protocol"}


def declarations(model: Model) -> dict[Function, set[Function]]:
    """Return the methods of Protocols that a method follows: its class has all of them, with the same parameters.

    One method alone says little of a class: such a Protocol counts where nothing calls its method.
    """
    found: dict[Function, set[Function]] = defaultdict(set)
    protocols = [cls for cls in model.program.classes if not _PROTOCOLS.isdisjoint(cls.external_bases)]
    if not protocols:
        return found
    having: dict[str, list[Class]] = defaultdict(list)
    for cls in model.program.classes:
        for name in cls.methods:
            having[name].append(cls)
    for protocol in protocols:
        methods = _methods(protocol)
        if not methods or (len(methods) == 1 and any(method in model.callers for method in methods.values())):
            continue
        owners = having[next(iter(methods))]
        for cls in {below for owner in owners for below in (owner, *owner.descendants())}:
            own = _methods(cls)
            if cls in protocols or not all(name in own and _alike(own[name], methods[name]) for name in methods):
                continue
            for name, method in methods.items():
                if own[name] is not method:
                    found[own[name]].add(method)
    return found


def _methods(cls: Class) -> dict[str, Function]:
    return {name: method for base in reversed(cls.mro()) for name, method in base.methods.items()}


def _alike(one: Function, other: Function) -> bool:
    if one.name.startswith("__") and one.name.endswith("__"):
        return True
    return [given.arg for given in one.parameters[1:]] == [given.arg for given in other.parameters[1:]]
