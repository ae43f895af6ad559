"""`populate_existing=True` on what is queried again behind a commit, where others may have changed it.

A session gives the object that it has for a row. The sync code's commit had expired that one, so a query or `get`
behind it filled it anew; with `expire_on_commit=False` it stays as it was, unless the query says otherwise.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.statements.results import SELECTS
from aiolift.knowledge.database import QUERY
from aiolift.migrate.rewrite.implicit.decide import RULE
from aiolift.program.entities import own
from aiolift.program.fixtures import is_test
from aiolift.program.values import ClassValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aiolift.analysis.sessions.unit_of_work import UnitOfWork
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.events import Event, Events
    from aiolift.migrate.rewrite.implicit.held import Held
    from aiolift.program.entities import Class, Function

_GETS = {"get", "get_one"}
_NOT_ASKED_FOR_OBJECTS = {"update", "delete", "count", "exists", "subquery"}
_WHY = "this session holds such objects from before the commit, which the sync code's query filled anew"


def rewrite(
    context: Context,
    work: UnitOfWork,
    function: Function,
    events: Events,
    objects: Sequence[Held],
    changed: set[Class],
    asked: Mapping[Event, set[Class]],
) -> None:
    """Add it to the queries of one function.

    :param changed: the classes whose rows the function changes behind the session's back.
    :param asked: those of the objects that it holds of which a commit leaves relationships out of date.
    """
    module = function.module
    wanted: dict[ast.Call, None] = {}
    for event in events.all:
        if event.how != "commit":
            continue
        end = module.end(event.statement)
        for path in events.after(event):
            watched = path.polls or (is_test(function) and event.direct)
            held = [entry for entry in objects if path.polls or any(at < end for at in (*entry.made, *entry.loaded))]
            for statement in path.statements:
                classes = {cls for entry in held for cls in entry.classes if watched or cls in changed}
                classes |= asked.get(event, set())
                wanted.update(dict.fromkeys(_queries(context, work, function, statement, classes)))
                held = [entry for entry in held if not _is_read(events, statement, entry)]
    for call in wanted:
        if isinstance(call.func, ast.Attribute) and call.func.attr in _GETS:
            context.add_argument(module, call, "populate_existing=True", RULE, _WHY)
        else:
            context.close(module, call, ".execution_options(populate_existing=True)", RULE, _WHY)


def _queries(
    context: Context, work: UnitOfWork, function: Function, statement: ast.stmt, classes: set[Class]
) -> Iterator[ast.Call]:
    """Yield the calls in a statement that load objects of some classes."""
    model = context.model
    for node in (statement, *own(statement)):
        if not isinstance(node, ast.Call) or (site := model.site(node)) is None:
            continue
        gets = work.session_method(site) in _GETS
        begins = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
        made = {value.cls for value in model.values(node) if isinstance(value, Instance)}
        if not gets and not (begins in {"select", "query"} and made & (SELECTS | {QUERY})):
            continue
        given = {
            value.cls
            for argument in (node.args[:1] if gets else node.args)
            for value in model.values(argument)
            if isinstance(value, ClassValue)
        }
        families = {member for cls in given for member in (cls, *cls.mro(), *cls.descendants())}
        if families & classes and not _is_said(node) and not _asks_otherwise(function, node):
            yield node


def _is_read(events: Events, statement: ast.stmt, entry: Held) -> bool:
    """Whether a statement reads an attribute of an object, which loaded all of it in the sync code."""
    return not entry.several and any(isinstance(node.ctx, ast.Load) for node in events.attributes(statement, entry))


def _is_said(call: ast.Call) -> bool:
    return any(given.arg in {"populate_existing", "options"} for given in call.keywords)


def _asks_otherwise(function: Function, call: ast.Call) -> bool:
    """Whether the chain that a query begins changes rows, or asks for no objects."""
    for outer in function.module.ancestors(call):
        if isinstance(outer, ast.stmt):
            return False
        if isinstance(outer, ast.Attribute) and outer.attr in {*_NOT_ASKED_FOR_OBJECTS, "populate_existing"}:
            return True
    return False
