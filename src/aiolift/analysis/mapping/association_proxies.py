"""Attributes that read another one of the objects of a relationship: `skus = association_proxy("lines", "sku")`."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.relationships import declarations, keyword
from aiolift.analysis.objects.lazy_reads import Read, is_awaitable
from aiolift.program.entities import Class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.model import Model

_NAME = "association_proxy"


@dataclass(frozen=True, eq=False)
class Proxy:
    """One association proxy.

    :param call: what declares it.
    :param through: the name of the relationship of `owner` that it reads.
    :param other: what it reads of the objects that this leads to.
    """

    owner: Class
    name: str
    call: ast.Call
    through: str
    other: str


def proxies(model: Model) -> Iterator[Proxy]:
    """Yield the association proxies of the program's classes."""
    for cls in model.program.classes:
        for name, value, _ in declarations(cls) if cls.module.mentions(_NAME) else ():
            if isinstance(value, ast.Call) and (names := _named(value)) is not None:
                yield Proxy(cls, name, value, *names)


def proxied(model: Model) -> Iterator[Relationship]:
    """Yield the relationships that association proxies read: their own, and those of what these lead to."""
    for proxy in proxies(model):
        yield from (path[-1] for path in _ways(model, proxy, proxy.owner))


def proxied_reads(model: Model) -> Iterator[tuple[Read, Proxy, tuple[Relationship, ...]]]:
    """Yield every attribute that is an association proxy of a mapped object, with each way that it reads."""
    found = {(proxy.owner, proxy.name): proxy for proxy in proxies(model)}
    names = {name for _, name in found}
    for module in model.program.modules if found else ():
        for node in module.nodes(ast.Attribute):
            if node.attr not in names or isinstance(node.ctx, ast.Del) or is_awaitable(node):
                continue
            for value in model.instances(node.value):
                owners = value.cls.mro() if isinstance(value.cls, Class) else ()
                proxy = next((found[one, node.attr] for one in owners if (one, node.attr) in found), None)
                if proxy is None:
                    continue
                for path in _ways(model, proxy, owners[0]):
                    yield Read(module, node, model.function(module, node), path[-1:]), proxy, path


def _ways(model: Model, proxy: Proxy, cls: Class) -> Iterator[tuple[Relationship, ...]]:
    """Yield what a proxy of a class reads, with the way to it: a relationship, and that of what it leads to."""
    relationship = model.mapping.find(cls, proxy.through)
    if relationship is not None:
        yield (relationship,)
        for target in relationship.targets:
            if (further := model.mapping.find(target, proxy.other)) is not None:
                yield relationship, further


def _named(call: ast.Call) -> tuple[str, str] | None:
    """Return the relationship and the attribute that an `association_proxy(…)` names."""
    if (getattr(call.func, "id", None) or getattr(call.func, "attr", None)) != _NAME:
        return None
    given = [*call.args, keyword(call, "target_collection"), keyword(call, "attr")]
    names = [part.value for part in given if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return (names[0], names[1]) if len(names) > 1 else None
