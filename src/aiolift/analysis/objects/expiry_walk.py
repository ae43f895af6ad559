"""The walk through one function, in the order in which it runs, with the names that hold expired objects.

It is over 400 lines because one state goes through every kind of statement and call.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.objects.expiry_state import Expired, How, Mark, State, Summary, contents, entities, joined
from aiolift.analysis.objects.object_origins import argument_for, arguments_for
from aiolift.analysis.web.dependencies import is_endpoint
from aiolift.program.entities import Class, Comprehension, Function
from aiolift.program.nodes import children

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiolift.analysis.model import Site
    from aiolift.analysis.objects.expiry import Expiry
    from aiolift.program.source import Module
    from aiolift.program.values import Values

_DUMPS = {"model_dump", "model_dump_json", "dict", "json", "model_copy", "copy"}
_FILLS = {"model_validate", "from_orm", "parse_obj", "validate_python", "jsonable_encoder"}
_ASKS = {"execute", "exec", "scalars", "scalar", "get", "get_one", "stream", "stream_scalars", "merge"}
_NOT_READ = {"awaitable_attrs", "metadata", "registry"}


class Walk:
    """One function, in the order in which it runs."""

    def __init__(self, expiry: Expiry, function: Function) -> None:
        self._expiry = expiry
        self._model = expiry.model
        self._function = function
        self._module = function.module
        self._summary = Summary()
        self._ends: list[State] = []
        self._items: dict[str, ast.expr] = {}  # what loops go through that has no name
        self._from: dict[str, str] = {}  # the variables of loops, with what each goes through
        self._loaded: set[str] = set()  # what a loop goes through and refreshes one by one
        self._own: set[str] = set()  # sessions that the function makes itself

    def run(self) -> Summary:
        """Walk it, and return what calling it does."""
        state = State()
        node = self._function.node
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        parameters = [*self._function.parameters, *([node.args.vararg] if node.args.vararg else [])]
        for parameter in parameters:
            state.bound.add(parameter.arg)
            state.expired[parameter.arg] = frozenset([Mark(parameter, "", parameter.arg)])
        end = self._body(node.body, state)
        if end is not None:
            self._ends.append(end)
        joined = State()
        for one in self._ends:
            joined.join(one)
        self._summary.raises = not self._ends and not self._function.is_generator
        self._summary.asked = joined.asked
        self._summary.fresh = {one.arg for one in parameters if not joined.expired.get(one.arg)}
        return self._summary

    # -- statements ----------------------------------------------------------------------------------------------------

    def _body(self, body: list[ast.stmt], state: State | None) -> State | None:
        for statement in body:
            if state is None:
                return None
            state = self._statement(statement, state)
        return state

    def _statement(self, node: ast.stmt, state: State) -> State | None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return state
            case ast.Return(value=value):
                if value is not None:
                    self._expression(value, state)
                    self._returned(value, state)
                self._ends.append(state)
                return None
            case ast.Raise() | ast.Break() | ast.Continue():
                self._children(node, state)
                return None
            case ast.If(test=test, body=body, orelse=orelse):
                self._expression(test, state)
                return joined(self._body(body, state.copy()), self._body(orelse, state.copy()))
            case ast.For() | ast.AsyncFor() | ast.While():
                return self._loop(node, state)
            case ast.With() | ast.AsyncWith():
                return self._with(node, state)
            case ast.Try():
                return self._try(node, state)
            case ast.Match(subject=subject, cases=cases):
                self._expression(subject, state)
                end: State | None = state.copy()
                for case in cases:
                    end = joined(end, self._body(case.body, state.copy()))
                return end
            case ast.Assign(targets=targets, value=value):
                self._expression(value, state)
                for target in targets:
                    self._bind(target, value, state)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._expression(value, state)
                self._bind(target, value, state)
            case ast.AugAssign(target=target, value=value):
                self._expression(value, state)
                if isinstance(target, ast.Attribute):
                    self._attribute(target, state)
            case _:
                self._children(node, state)
                if isinstance(node, ast.Expr) and self._raises(node.value):
                    return None
        return state

    def _raises(self, value: ast.expr) -> bool:
        call = value.value if isinstance(value, ast.Await) else value
        site = self._model.site(call) if isinstance(call, ast.Call) else None
        return (
            site is not None
            and bool(site.targets)
            and all(self._expiry.summary(target).raises for target in site.targets)
        )

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, state: State) -> State | None:
        items = ast.Name("", ast.Load())
        if not isinstance(node, ast.While):
            self._expression(node.iter, state)
            items.id = node.iter.id if isinstance(node.iter, ast.Name) else f"the items of line {node.lineno}"
            if not isinstance(node.iter, ast.Name) and isinstance(node, ast.For) and self._expiry.mapped(node.iter):
                state.bound.add(items.id)
                self._items[items.id] = node.iter
        for _ in range(2):
            if isinstance(node, ast.While):
                self._expression(node.test, state)
            else:
                self._bind(node.target, items, state)
                self._goes_through(node.target, items)
            end = self._body(node.body, state.copy())
            if end is not None:
                state.join(end)
        if items.id in self._loaded:
            state.expired.pop(items.id, None)
        return self._body(node.orelse, state)

    def _with(self, node: ast.With | ast.AsyncWith, state: State) -> State | None:
        for item in node.items:
            self._expression(item.context_expr, state)
            if isinstance(item.optional_vars, ast.Name):
                self._own.add(item.optional_vars.id)
                state.bound.add(item.optional_vars.id)
        end = self._body(node.body, state)
        if end is not None:
            for item in node.items:
                self._leave(item, end)
        return end

    def _leave(self, item: ast.withitem, state: State) -> None:
        call = item.context_expr
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.func.attr != "begin":
            return
        owner = call.func.value
        session = owner if self._expiry.sessions.is_session(owner) else item.optional_vars
        if session is not None and self._expiry.sessions.is_session(session):
            self._expire(call, "commit", session, state)

    def _try(self, node: ast.Try, state: State) -> State | None:
        before = state.copy()
        end = self._body(node.body, state)
        start = before.copy()
        start.join(end or state)
        if end is not None:
            end = self._body(node.orelse, end)
        for handler in node.handlers:
            end = joined(end, self._body(handler.body, start.copy()))
        return self._body(node.finalbody, end) if end is not None else None

    def _bind(self, target: ast.expr, value: ast.expr, state: State) -> None:
        if isinstance(target, ast.Name):
            state.bound.add(target.id)
            state.expired.pop(target.id, None)
            self._from.pop(target.id, None)
            marks = self._marks(value, state)
            if marks:
                state.expired[target.id] = marks
            if self._expiry.sessions.is_session(value) and isinstance(value, ast.Call):
                self._own.add(target.id)
        elif isinstance(target, ast.Attribute):
            self._expression(target.value, state)
        elif isinstance(target, ast.Tuple | ast.List):
            for inner in target.elts:
                self._bind(inner, ast.Constant(None), state)

    def _marks(self, value: ast.expr, state: State) -> frozenset[Mark]:
        """Return what expired the object that an expression gives."""
        match value:
            case ast.Name(id=name):
                return state.expired.get(name, frozenset())
            case ast.Subscript(value=inner) | ast.Starred(value=inner):
                return self._marks(inner, state)
            case ast.Await(value=ast.Call() as call):
                site = self._model.site(call)
                if (
                    site is not None
                    and site.targets
                    and all(self._expiry.summary(target).returns for target in site.targets)
                ):
                    return frozenset([Mark(call, "commit")])
        return frozenset()

    # -- expressions ---------------------------------------------------------------------------------------------------

    def _children(self, node: ast.AST, state: State) -> None:
        for child in children(node):
            if isinstance(child, ast.expr):
                self._expression(child, state)
            else:
                self._children(child, state)

    def _expression(self, node: ast.expr, state: State) -> None:
        if isinstance(node, ast.Lambda):
            return
        if isinstance(node, Comprehension):
            self._comprehension(node, state)
            return
        self._children(node, state)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            self._attribute(node, state)
        elif isinstance(node, ast.Call):
            self._call(node, state)
        elif isinstance(node, ast.NamedExpr):
            self._bind(node.target, node.value, state)

    def _comprehension(self, node: Comprehension, state: State) -> None:
        inner = state.copy()
        for generator in node.generators:
            self._expression(generator.iter, inner)
            self._bind(generator.target, generator.iter, inner)
            self._goes_through(generator.target, generator.iter)
            for condition in generator.ifs:
                self._expression(condition, inner)
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self._expression(part, inner)
        for generator in node.generators:
            if isinstance(generator.iter, ast.Name) and generator.iter.id in self._loaded:
                state.expired.pop(generator.iter.id, None)

    def _goes_through(self, target: ast.expr, items: ast.expr) -> None:
        if isinstance(target, ast.Name) and isinstance(items, ast.Name):
            self._from[target.id] = items.id

    def _attribute(self, node: ast.Attribute, state: State) -> None:
        if not isinstance(node.value, ast.Name) or node.attr in _NOT_READ or not state.expired.get(node.value.id):
            return
        parent = self._module.parents.get(node)
        if node.attr in _DUMPS and isinstance(parent, ast.Call) and parent.func is node:
            if self._expiry.model.mapping.mapped(node.value):
                self._read(parent, node.value.id, state, How.DUMP)
        elif self._expiry.is_column(node):
            self._read(node, node.value.id, state, How.ATTRIBUTE)

    def _call(self, node: ast.Call, state: State) -> None:
        site = self._model.site(node)
        if site is None:
            return
        method = self._expiry.sessions.method(site)
        if method is not None and isinstance(node.func, ast.Attribute):
            self._session(node, method, node.func.value, state)
        elif site.targets:
            self._own_call(site, state)
        elif not site.externals and getattr(node.func, "attr", "") == "refresh":
            self._load(node.args, state)  # of an object that nothing is known of, as a unit of work
        elif getattr(node.func, "attr", getattr(node.func, "id", "")) in _FILLS:
            self._filled(node, state)

    def _filled(self, node: ast.Call, state: State) -> None:
        for argument in node.args[:1]:
            if isinstance(argument, ast.Name) and state.expired.get(argument.id) and self._expiry.mapped(argument):
                self._read(node, argument.id, state, How.DUMP)

    def _session(self, node: ast.Call, method: str, session: ast.expr, state: State) -> None:
        first = node.args[0] if node.args else None
        if method in {"commit", "rollback"}:
            self._expire(node, method, session, state)
        elif method == "expire_all":
            self._expire(node, "expire", session, state)
        elif method == "expire" and isinstance(first, ast.Name):
            state.expired[first.id] = frozenset([Mark(node, "expire")])
        elif method == "refresh":
            self._load([*node.args[:1], *(keyword.value for keyword in node.keywords)], state)
        elif method in {"delete", "expunge"} and isinstance(first, ast.Name):
            state.bound.discard(first.id)  # it leaves the session as it is
            state.expired.pop(first.id, None)
        elif method in _ASKS and first is not None:
            classes = entities(self._model.values(first))
            related = {target for cls in classes for one in self._model.mapping.all_of(cls) for target in one.targets}
            state.asked |= classes | related
            self._ask(state, classes | related, everything=not classes)

    def _load(self, arguments: Iterable[ast.expr], state: State) -> None:
        """Some objects are loaded again."""
        for argument in arguments:
            if isinstance(argument, ast.Name):
                state.expired.pop(argument.id, None)
                self._loaded.add(self._from.get(argument.id, argument.id))

    def _ask(self, state: State, classes: set[Class], *, everything: bool = False) -> None:
        """A query loads the expired objects that it gives, and may load what these refer to."""
        for name in list(state.expired):
            own = {mark for mark in state.expired[name] if mark.parameter is None}
            if own and (everything or classes & self._classes(name)):
                del state.expired[name]

    def _classes(self, name: str) -> set[Class]:
        """Return the mapped classes of what a name holds."""
        found: set[Class] = set()
        values = self._model.values(self._items[name]) if name in self._items else self._values(name)
        for value in values:
            found.update(contents(value, self._model))
        return found

    def _expire(self, call: ast.Call, what: str, session: ast.expr, state: State) -> None:
        """Mark what is bound; a rollback expires whatever was stored, though `expire_on_commit=False`."""
        if what == "commit" and not self._expiry.sessions.expires(session):
            return
        if not (isinstance(session, ast.Name) and session.id in self._own):
            self._summary.expires = self._summary.expires or what == "commit"
        state.asked.clear()
        for name in state.bound:
            if self._is_mapped(name) and (what != "rollback" or self._is_stored(name)):
                state.expired[name] = frozenset([Mark(call, what)])

    def _is_mapped(self, name: str) -> bool:
        if name in self._items:
            return True
        return self._expiry.are_mapped(self._values(name))

    def _values(self, name: str) -> Values:
        return self._model.flow.places.get((self._function, name), frozenset())

    def _is_stored(self, name: str) -> bool:
        """Whether what a name holds was surely loaded by a query: a new object is new again after a rollback."""
        uses = [
            node
            for node in ast.walk(self._function.node)
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        ]
        origins = self._expiry.loading.of(self._module, uses[0]) if uses else []
        return bool(origins) and all(origin.kind in {"query", "get"} for origin in origins)

    def _own_call(self, site: Site, state: State) -> None:
        """What a function of the program does to the objects that it is passed, and to the others."""
        parent = self._module.parents.get(site.node)
        if any(target.is_async for target in site.targets) and not isinstance(parent, ast.Await):
            return  # it runs later, or never
        summaries = [(target, self._expiry.summary(target)) for target in site.targets]
        for target, summary in summaries:
            for name, inside in summary.reads.items():
                given = argument_for(target, site.node, name)
                if isinstance(given, ast.Name) and state.expired.get(given.id):
                    self._read(given, given.id, state, How.ATTRIBUTE, inside)
        fresh = [
            given
            for target, summary in summaries
            for name in summary.fresh
            for given in arguments_for(target, site.node, name)
        ]
        asked = set().union(*(summary.asked for _, summary in summaries))
        if not summaries or not all(summary.expires for _, summary in summaries) or not self._passes_session(site):
            state.asked |= asked
            self._ask(state, asked)
            self._load(fresh, state)
            return
        self._summary.expires = True
        state.asked = asked
        for name in state.bound:
            if self._is_mapped(name) and not asked & self._classes(name):
                state.expired[name] = frozenset([Mark(site.node, "commit")])
        self._load(fresh, state)

    def _passes_session(self, site: Site) -> bool:
        parts = [*site.node.args, *(keyword.value for keyword in site.node.keywords)]
        if isinstance(site.node.func, ast.Attribute):
            parts.append(site.node.func.value)
        sessions = self._expiry.sessions
        return any(sessions.is_session(part) or sessions.holds(part) for part in parts)

    # -- results -------------------------------------------------------------------------------------------------------

    def _returned(self, value: ast.expr, state: State) -> None:
        marks = state.expired.get(value.id, frozenset()) if isinstance(value, ast.Name) else frozenset()
        if not isinstance(value, ast.Name) or not marks or not self._expiry.mapped(value):
            return
        if is_endpoint(self._function):
            self._read(value, value.id, state, How.DUMP)
        elif any(mark.parameter is None and mark.what == "commit" for mark in marks):
            self._summary.returns = True

    def _read(
        self,
        node: ast.expr,
        name: str,
        state: State,
        how: How,
        inside: tuple[Module, ast.expr] | None = None,
    ) -> None:
        """Note a read; the first one fails, so that the others are not worth a word."""
        for mark in sorted(state.expired.pop(name, ()), key=lambda mark: mark.order):  # the first one is told
            if mark.parameter is not None:
                self._summary.reads.setdefault(mark.parameter, inside or (self._module, node))
            else:
                found = Expired(self._module, node, name, self._function, mark.by, mark.what, how, inside)
                self._expiry.found.setdefault((node, name), found)
