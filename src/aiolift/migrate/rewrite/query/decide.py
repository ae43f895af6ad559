"""What becomes of each group of queries: selects, a call inside of `run_sync`, or a marker."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from aiolift.analysis.statements.queries import Does, Group, Use, chain, extensions
from aiolift.knowledge import query as knows
from aiolift.migrate.rewrite.query.parameters import Parameter, parameter_for
from aiolift.migrate.rewrite.query.sessions import is_path, session_for
from aiolift.migrate.rewrite.query.shape import is_entity, shape_of

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.analysis.statements.queries import Origin
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

_WHOLE = {"update", "delete"}
_OF_QUERY = (
    knows.SAME | set(knows.RENAMED) | set(knows.OPTIONS) | knows.DROPPED | knows.UNEQUAL | set(knows.PARTS) | knows.ASKS
)


@dataclass(eq=False)
class Decision:
    """What becomes of a group.

    :param reason: why it cannot become a select; None where it can.
    :param sessions: the session of each use that asks, by its text.
    :param parameters: what functions need the session for it.
    :param statement: `update` or `delete` where every use is that one, else `select`.
    :param streams: whether its rows are fetched while they are iterated over.
    :param stays_query: whether it stays a Query, without a session of its own, that runs inside of `run_sync`.
    :param lacks_session: whether no session could be named where it is run.
    :param in_lambda: the expression that goes into a lambda for `run_sync`, where it cannot become a select.
    """

    group: Group
    reason: str | None = None
    sessions: dict[Use, str] = field(default_factory=dict)
    parameters: dict[Function, Parameter] = field(default_factory=dict)
    statement: str = "select"
    streams: bool = False
    in_lambda: ast.expr | None = None
    stays_query: bool = False
    lacks_session: bool = False


@lru_cache(maxsize=1)
def decisions(model: Model) -> tuple[Decision, ...]:
    """Return the decision on every group of queries of a program."""
    return tuple(_decide(model, group) for group in model.queries.groups)


def inline_origin(model: Model, use: Use) -> Origin | None:
    """Return the `session.query(…)` that a use's chain begins with, without parentheses around a part of the chain."""
    base, _ = chain(use)
    origin = model.queries.origins.get(base)
    if origin is None:
        return None
    whole = use.query if use.does is Does.ITERATE else use.node
    module = use.module
    same = module.start(origin.node) == module.start(whole)
    return origin if same and (use.does is Does.ITERATE or is_bare(module, use)) else None


def is_bare(module: Module, use: Use) -> bool:
    """Whether no parentheses stand around a use's query."""
    end = module.end(use.query)
    return module.closed(end, module.end(use.node)) == end


def _decide(model: Model, group: Group) -> Decision:
    decision = Decision(group)
    asking = [use for use in group.uses if use.asks]
    names = {use.name for use in group.uses if use.does is Does.EXTEND}
    statements = {use.name for use in asking}
    if asking and len(statements) == 1 and statements <= _WHOLE and names <= knows.NARROWS:
        decision.statement = statements.pop()
    decision.streams = bool(asking) and "yield_per" in names and all(_can_stream(use) for use in asking)
    for use in group.uses:
        reason = _problem(model, decision, use, names)
        if runs(use) and not _find_session(model, decision, use):
            reason = reason or "no session is known where the query is run"
            decision.lacks_session = True
        if reason is not None:
            decision.reason = decision.reason or reason
    for origin in group.origins:
        inline = any(inline_origin(model, use) is origin for use in asking)
        if not inline and not is_path(origin.session):
            decision.reason = decision.reason or "the session of the query has no name"
            decision.lacks_session = True
    if all(use.does is Does.EXTEND and _only_extends(use) for use in group.uses):
        decision.reason = decision.reason or "where it is run was not found"
    if decision.reason is not None:
        decision.in_lambda = _whole_expression(model, group)
        stays = (
            asking
            and not decision.lacks_session
            and all(use.does is not Does.OTHER or _stays(use) for use in group.uses)
        )
        decision.stays_query = decision.in_lambda is None and bool(stays)
    return decision


def runs(use: Use) -> bool:
    """Whether a use sends its query to the database, by a method that is unknown too."""
    return use.asks or (use.does is Does.OTHER and _is_method(use) and use.name not in knows.UNEQUAL | knows.COMPOUND)


def _is_method(use: Use) -> bool:
    return (
        isinstance(use.node, ast.Call) and isinstance(use.node.func, ast.Attribute) and use.node.func.value is use.query
    )


def _stays(use: Use) -> bool:
    """Whether a use that a select does not have can stay as it is on a Query, of SQLAlchemy's own class."""
    return (_is_method(use) and use.name in _OF_QUERY) or use.name == "truth"


def _find_session(model: Model, decision: Decision, use: Use) -> bool:
    """Find the session that runs a use's query; return whether there is one."""
    origin = inline_origin(model, use)
    session = origin.session_text if origin is not None else session_for(model, use)
    if session is None and (parameter := parameter_for(model, use.function)) is not None:
        decision.parameters[parameter.function] = parameter
        session = parameter.name
    if session is not None:
        decision.sessions[use] = session
    return session is not None


def _only_extends(use: Use) -> bool:
    """Whether a use gives a longer query and nothing else, neither a part of another statement nor its text."""
    return use.node is not use.query and use.name not in knows.PARTS


def _can_stream(use: Use) -> bool:
    parent = use.module.parents.get(use.node)
    if isinstance(parent, ast.comprehension):
        return not isinstance(use.module.parents.get(parent), ast.GeneratorExp)
    return use.does is Does.ITERATE and isinstance(parent, ast.For)


def _problem(model: Model, decision: Decision, use: Use, names: set[str]) -> str | None:
    """Return why a use has no form with `select`."""
    match use.does:
        case Does.OTHER if use.name in knows.COMPOUND and _combines_rows(model, use):
            return None
        case Does.OTHER:
            return f"{use.name} has no form with select"
        case Does.EXTEND:
            return _extension_problem(use, names)
        case Does.ITEM:
            problem = _item_problem(use)
        case Does.ASK:
            problem = _ask_problem(model, decision, use, names)
        case _:
            problem = None
    shaped = use.asks and use.name not in {"count", "get", *_WHOLE}
    if problem is None and shaped and shape_of(model, use.module, use.query) is None:
        return "it gives objects here and rows there"
    if problem is None and "from_statement" in names and use.name not in {"all", "first", "one", "one_or_none", "for"}:
        return "from_statement cannot be counted or cut"
    return problem


def _combines_rows(model: Model, use: Use) -> bool:
    """Whether a union or its like is of rows, and is asked for as it is: what follows would mean something else."""
    shape = shape_of(model, use.module, use.query)
    parent = use.module.parents.get(use.node)
    asked = isinstance(parent, ast.Attribute) and parent.attr in {
        "all",
        "first",
        "one",
        "one_or_none",
        "count",
        "subquery",
    }
    iterated = any(other.does is Does.ITERATE and other.query is use.node for other in model.queries.uses)
    return shape is not None and not shape.entities and (asked or iterated)


def _extension_problem(use: Use, names: set[str]) -> str | None:
    call = use.node
    if use.name in {"join", "outerjoin"} and isinstance(call, ast.Call):
        texts = any(isinstance(argument, ast.Constant | ast.Tuple) for argument in call.args[:2])
        keywords = {keyword.arg for keyword in call.keywords} - {"onclause", "isouter", "full", "target"}
        if texts or keywords or len(call.args) > 2:
            return f"this form of {use.name} is SQLAlchemy 1.3's"
    if use.name in knows.OPTIONS and isinstance(call, ast.Call) and len(call.args) + len(call.keywords) > 1:
        return f"{use.name} with these arguments has no form with select"
    if "from_statement" in names and use.name in {"params", "limit", "offset", "filter", "filter_by", "order_by"}:
        return "from_statement takes nothing behind it"
    return None


def _item_problem(use: Use) -> str | None:
    assert isinstance(use.node, ast.Subscript)
    index = use.node.slice
    if isinstance(index, ast.Slice):
        bounds = [bound for bound in (index.lower, index.upper) if bound is not None]
        if index.step is None and not any(_is_negative(bound) for bound in bounds):
            return None
        return "the slice has a step or counts from the end"
    if isinstance(index, ast.Name) or (isinstance(index, ast.Constant) and isinstance(index.value, int)):
        return None
    return "the index is not a plain number"


def _is_negative(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _ask_problem(model: Model, decision: Decision, use: Use, names: set[str]) -> str | None:
    call = use.node
    assert isinstance(call, ast.Call)
    origin = inline_origin(model, use)
    if use.name == "get":
        return _get_problem(model, use, origin)
    if use.name in _WHOLE:
        return _whole_problem(model, decision, use, origin)
    return f"{use.name} with arguments has no form with select" if call.args or call.keywords else None


def _get_problem(model: Model, use: Use, origin: Origin | None) -> str | None:
    assert isinstance(use.node, ast.Call)
    extended = [call.func.attr for call in extensions(use) if isinstance(call.func, ast.Attribute)]
    one = len(use.node.args) + len(use.node.keywords) == 1 and not any(
        isinstance(argument, ast.Starred) for argument in use.node.args
    )
    if origin is None or extended not in ([], ["options"]) or not one or use.node.keywords:
        return "get on a query that was extended"
    if len(origin.asked) != 1 or not is_entity(model, origin.asked[0]):
        return "get on something other than one class"
    return None


def _whole_problem(model: Model, decision: Decision, use: Use, origin: Origin | None) -> str | None:
    assert isinstance(use.node, ast.Call)
    allowed = {"delete": (1, {"synchronize_session"}), "update": (2, {"synchronize_session", "values"})}[use.name]
    if len(use.node.args) > allowed[0] or {keyword.arg for keyword in use.node.keywords} - allowed[1]:
        return f"{use.name} with these arguments has no form with select"
    origins = [origin] if origin is not None else list(use.origins)
    if any(len(found.asked) != 1 or not is_entity(model, found.asked[0]) for found in origins):
        return f"{use.name} of something other than one class"
    extended = {call.func.attr for call in extensions(use) if isinstance(call.func, ast.Attribute)}
    if not extended <= knows.NARROWS:
        return f"{use.name} of a query with {', '.join(sorted(extended - knows.NARROWS))}"
    if origin is not None or decision.statement == use.name:
        return None
    return None if _is_narrowed(model, use) else f"{use.name} of a query that may have no criteria"


def _is_narrowed(model: Model, use: Use) -> bool:
    """Whether every query of a use began with criteria, has nothing else on it, and is over one class known here."""
    names = {one.name for one in model.queries.uses if one.does is Does.EXTEND and one.origins & use.origins}
    if not names - set(knows.PARTS) <= knows.NARROWS:
        return False
    for origin in use.origins:
        outer = origin.module.parents.get(origin.node)
        call = origin.module.parents.get(outer) if isinstance(outer, ast.Attribute) else None
        narrowing = isinstance(outer, ast.Attribute) and outer.attr in knows.NARROWS - {"execution_options"}
        if not narrowing or not isinstance(call, ast.Call) or not _gives_criteria(call):
            return False
    return _entity_here(model, use)


def _gives_criteria(call: ast.Call) -> bool:
    """Whether a `filter` surely narrows: `*conditions` may be empty, and a where clause of nothing is NULL."""
    plain = [argument for argument in call.args if not isinstance(argument, ast.Starred)]
    return bool(plain) or any(keyword.arg for keyword in call.keywords)


def _entity_here(model: Model, use: Use) -> bool:
    """Whether the class of a use's queries has the same name where they are changed as where they began."""
    entities = [(origin, origin.asked[0]) for origin in use.origins]
    texts = {origin.module.segment(entity) for origin, entity in entities}
    if len(texts) != 1:
        return False
    name = texts.pop()
    here = model.scope(use.module, use.node)
    for origin, entity in entities:
        there = model.scope(origin.module, entity)
        if origin.function is use.function:
            continue
        one, other = here.holder(name), there.holder(name)
        if one is None or other is None or one.function is not None or other.function is not None:
            return False
        if model.flow.places.get((one, name)) != model.flow.places.get((other, name)):
            return False
    return True


def _whole_expression(model: Model, group: Group) -> ast.expr | None:
    """Return the one expression that a group's queries live and are asked in, if that is all there is of them."""
    module = group.origins[0].module
    if len({(origin.module, origin.session_text) for origin in group.origins}) > 1:
        return None
    outer = max(
        (_outermost(origin) for origin in group.origins), key=lambda node: module.end(node) - module.start(node)
    )
    inside = set(ast.walk(outer))
    lives_here = all(use.query in inside for use in group.uses) and all(
        origin.node in inside for origin in group.origins
    )
    if not lives_here or not is_path(group.origins[0].session):
        return None
    values = model.queries.instances(module, outer)
    iterated = any(use.does is Does.ITERATE and use.query is outer for use in group.uses)
    return None if values and not iterated and not isinstance(outer, ast.Subscript) else outer


def _outermost(origin: Origin) -> ast.expr:
    """Return the whole chain that begins with an origin, up to what asks for it."""
    module = origin.module
    outer: ast.expr = origin.node
    last = ""
    while isinstance(attribute := module.parents.get(outer), ast.Attribute) and last not in knows.ASKS:
        call = module.parents.get(attribute)
        if not (isinstance(call, ast.Call) and call.func is attribute):
            break
        outer, last = call, attribute.attr
    item = module.parents.get(outer)
    return item if isinstance(item, ast.Subscript) and item.value is outer and last not in knows.ASKS else outer
