"""How each way to ask for a query is written with a session that awaits."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.statements.queries import Does, chain, extensions
from aiolift.knowledge.database import SESSIONS
from aiolift.migrate.rewrite.query import shape as shapes
from aiolift.migrate.rewrite.query.decide import inline_origin
from aiolift.migrate.rewrite.query.spelling import imports, spelled

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.analysis.statements.queries import Use
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.query.decide import Decision


@dataclass(frozen=True)
class Form:
    """`await session.<openers><head>(…)<tail><closing parentheses><after>`.

    :param openers: what is called around the statement, each with its opening parenthesis.
    :param head: what stands in the place of `query`, where the chain begins with the session.
    :param tail: what is added to the statement.
    :param after: what follows the awaited call.
    """

    openers: tuple[str, ...]
    head: str
    tail: str = ""
    after: str = ""


def source_of(context: Context, decision: Decision) -> str:
    """Return the package whose `select` fits: SQLModel's on its own sessions, where its results are those of Query."""
    model = context.model
    for origin in decision.group.origins:
        kinds = model.kinds(origin.session) & SESSIONS
        if kinds != {"sqlmodel.Session"}:
            return "sqlalchemy"
        if imports(context, origin.module, "sqlalchemy.select") and not imports(
            context, origin.module, "sqlmodel.select"
        ):
            return "sqlalchemy"
        if len(origin.asked) != 1 or isinstance(origin.asked[0], ast.Starred):
            if any(isinstance(argument, ast.Starred) for argument in origin.asked):
                return "sqlalchemy"
            continue
        if not shapes.is_entity(model, origin.asked[0]) and any(
            use.asks and use.name not in {"scalar", "count"} for use in decision.group.uses
        ):
            return "sqlalchemy"  # one column: SQLModel's exec gives values, Query gave rows
    changes = {"with_entities", "add_columns", "add_column", "add_entity", "from_statement"}
    return "sqlalchemy" if any(use.name in changes for use in decision.group.uses) else "sqlmodel"


def form_of(context: Context, decision: Decision, use: Use) -> Form:
    """Return how a use that asks is written; `get`, `update` and `delete` are written elsewhere."""
    model, module = context.model, use.module
    source = source_of(context, decision)
    written = use.name == "count" or inline_origin(model, use) is not None
    select = spelled(context, module, use.node, source, "select") if written else ""
    if use.name == "count":
        return _count(context, decision, use, source, select)
    shape = shapes.shape_of(model, module, use.query)
    assert shape is not None
    calls = _calls(model, decision, use)
    scalar = use.name == "scalar"
    if decision.streams:
        return Form(("stream_scalars(" if shape.entity is not None else "stream(",), select)
    if scalar and shape.one_row and not any(call.func.attr == "group_by" for call in calls):  # type: ignore[attr-defined]
        return Form(("exec(",), select, after=".one()") if source == "sqlmodel" else Form(("scalar(",), select)
    method = "scalars(" if shape.entity is not None or scalar else "execute("
    if source == "sqlmodel":
        method = "exec("
    limited = use.name == "first" and not any(call.func.attr == "from_statement" for call in calls)  # type: ignore[attr-defined]
    required = shapes.loads_collections(model, shape, calls)
    unique = ".unique()" if required or (not limited and shapes.repeats(model, shape, calls)) else ""
    tail = ".limit(1)" if limited and not _ends_with_limit_1(use) else ""
    if use.does is Does.ITERATE:
        rows = (
            ".all()" if use.name == "builtins.dict" else ""
        )  # a Result has keys(), so dict() would take it as a mapping
        return Form((method,), select, after=unique + rows)
    if use.does is Does.ITEM:
        assert isinstance(use.node, ast.Subscript)
        return Form(
            (method,), select, after=f"{unique}.all()" + ("" if isinstance(use.node.slice, ast.Slice) else "[0]")
        )
    return Form((method,), select, tail, f"{unique}.{'one_or_none' if scalar else use.name}()")


def _calls(model: Model, decision: Decision, use: Use) -> list[ast.Call]:
    """Return the methods that made a use's query: those of its chain, and those that were kept in variables."""
    _, own = chain(use)
    found = [call for call in own if call not in model.queries.origins]
    asked = {call for other in decision.group.uses if other.asks for call in chain(other)[1]}
    for other in decision.group.uses:
        call = other.node
        if other.does is Does.EXTEND and isinstance(call, ast.Call) and call not in found and call not in asked:
            found += [call] if isinstance(call.func, ast.Attribute) else []
    return found


def _ends_with_limit_1(use: Use) -> bool:
    query = use.query
    return (
        isinstance(query, ast.Call)
        and isinstance(query.func, ast.Attribute)
        and query.func.attr == "limit"
        and [getattr(argument, "value", None) for argument in query.args] == [1]
    )


def _count(context: Context, decision: Decision, use: Use, source: str, select: str) -> Form:
    """Count the rows of the statement; of a class with criteria alone, without a subquery."""
    model = context.model
    func = spelled(context, use.module, use.node, "sqlalchemy", "func")
    outer, after = ("exec(", ".one()") if source == "sqlmodel" else ("scalar(", "")
    start = f"{select}({func}.count()).select_from"
    extended = {call.func.attr for call in extensions(use) if isinstance(call.func, ast.Attribute)}
    origin = inline_origin(model, use)
    if origin is not None and extended <= {"filter", "filter_by", "where"} and len(origin.asked) == 1:
        entity = origin.asked[0]
        if shapes.is_entity(model, entity) and not isinstance(entity, ast.Starred):
            return Form((outer,), start, after=after)
    if options := _execution_options(model, decision, use):  # those of a subquery count for nothing
        return Form((f"{outer}{start}(",), select, f".subquery()).execution_options({options})", after)
    return Form((outer, f"{start}("), select, ".subquery()", after)


def _execution_options(model: Model, decision: Decision, use: Use) -> str:
    """Return the arguments that give a statement the execution options of a use's query; empty where it has none."""
    setting = [call for call in _calls(model, decision, use) if call.func.attr == "execution_options"]  # type: ignore[attr-defined]
    base, own = chain(use)
    kept = [f"**{base.id}.get_execution_options()"] if isinstance(base, ast.Name) and {*setting} - {*own} else []
    written = [part for call in own if call in setting for part in (*call.args, *call.keywords)]
    return ", ".join([*kept, *(use.module.segment(part) for part in written)])
