"""`session.expire(obj, ["children"])` before an object is deleted whose children went elsewhere meanwhile.

A deletion looks at the object's collections: it deletes the children, takes their foreign key away, or deletes the
rows of the table between. The sync code loaded a lazy collection then, behind the statements that had moved or deleted
them. A collection that is loaded with its object by now would still hold them.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.objects.unseen_writes import last_name
from aiolift.migrate.rewrite.implicit.decide import RULE

if TYPE_CHECKING:
    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.model import Site
    from aiolift.analysis.objects.unseen_writes import UnseenWrites
    from aiolift.analysis.sessions.unit_of_work import UnitOfWork
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions
    from aiolift.program.entities import Function

_WHY = "the deletion looks at {names}, which is loaded with the object now and may have changed since"


def rewrite(context: Context, decisions: Decisions, work: UnitOfWork, unseen: UnseenWrites) -> None:
    """Expire what is loaded by default before each deletion in a function that changes such rows."""
    if not any(relationship.several for relationship in decisions.defaults):
        return
    for site in context.model.sites:
        if site.function in context.colour and work.session_method(site) == "delete" and site.node.args:
            _before(context, decisions, unseen, site)


def _before(context: Context, decisions: Decisions, unseen: UnseenWrites, site: Site) -> None:
    module, call = site.module, site.node
    deleted, statement = call.args[0], module.statement(call)
    assert site.function is not None
    if not isinstance(statement, ast.Expr) or not isinstance(deleted, ast.Name | ast.Attribute):
        return
    names = {
        relationship.name
        for cls in context.model.mapping.mapped(deleted)
        for relationship in context.model.mapping.all_of(cls)
        if relationship in decisions.defaults and relationship.several and _changes(unseen, site.function, relationship)
    }
    if not names or not isinstance(call.func, ast.Attribute):
        return
    listed = ", ".join(f'"{name}"' for name in sorted(names))
    expire = f"{module.segment(call.func.value)}.expire({module.segment(deleted)}, [{listed}])"
    why = _WHY.format(names=" and ".join(sorted(names)))
    context.insert(
        module, module.start(statement), f"{expire}{module.file.newline}{module.indent(statement)}", RULE, why
    )


def _changes(unseen: UnseenWrites, function: Function, relationship: Relationship) -> bool:
    """Whether a function changes rows that a collection is made of: its objects, or what lies between."""
    link = relationship.link
    if link is not None and last_name(link) in unseen.changed_tables(function):
        return True
    return not unseen.changed(function).isdisjoint(relationship.targets)
