"""Which assignments a local name can hold where it is read: after `query = query.all()` the name is a list."""

from __future__ import annotations

import ast

from aiolift.program.entities import Comprehension

#: What a name holds before any assignment that is known: a parameter, a loop's item, an import.
UNKNOWN = None
_Env = dict[str, frozenset["ast.expr | None"]]


class Reaching:
    """For each name read in a function's body, the expressions assigned to it that can reach it.

    :param body: the statements of the function.
    """

    def __init__(self, body: list[ast.stmt]) -> None:
        self.found: dict[ast.AST, frozenset[ast.expr | None]] = {}
        self._body(body, {})

    def _body(self, body: list[ast.stmt], env: _Env | None) -> _Env | None:
        for statement in body:
            if env is None:
                return None
            env = self._statement(statement, env)
        return env

    def _statement(self, node: ast.stmt, env: _Env) -> _Env | None:
        match node:
            case ast.Assign(targets=targets, value=value):
                self._read(value, env)
                for target in targets:
                    self._bind(target, value, env)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._read(value, env)
                self._bind(target, value, env)
            case ast.If(test=test, body=body, orelse=orelse):
                self._read(test, env)
                return _merged(self._body(body, dict(env)), self._body(orelse, dict(env)))
            case ast.For() | ast.AsyncFor() | ast.While():
                return self._loop(node, env)
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                for item in items:
                    self._read(item.context_expr, env)
                    if item.optional_vars is not None:
                        self._bind(item.optional_vars, UNKNOWN, env)
                return self._body(body, env)
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
                inside = self._body(body, dict(env))
                start = _merged(inside, dict(env))
                ends = [self._body(handler.body, dict(start or env)) for handler in handlers]
                end = self._body(orelse, inside) if inside is not None else None
                for other in ends:
                    end = _merged(end, other)
                return self._body(finalbody, end if end is not None else dict(env)) if finalbody else end
            case ast.Match(subject=subject, cases=cases):
                self._read(subject, env)
                result: _Env | None = dict(env)
                for case in cases:
                    result = _merged(result, self._body(case.body, dict(env)))
                return result
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                env[node.name] = frozenset([UNKNOWN])
            case _:
                self._read(node, env)
                return None if isinstance(node, ast.Return | ast.Raise) else env
        return env

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, env: _Env) -> _Env | None:
        if isinstance(node, ast.While):
            self._read(node.test, env)
        else:
            self._read(node.iter, env)
            self._bind(node.target, UNKNOWN, env)
        again = _merged(self._body(node.body, dict(env)), dict(env)) or env
        if isinstance(node, ast.While):
            self._read(node.test, again)
        return self._body(node.orelse, _merged(self._body(node.body, dict(again)), again) or again)

    def _bind(self, target: ast.expr, value: ast.expr | None, env: _Env) -> None:
        if isinstance(target, ast.Name):
            env[target.id] = frozenset([value])
            return
        for inner in ast.walk(target):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                env[inner.id] = frozenset([UNKNOWN])
            elif isinstance(inner, ast.Name):
                self._read(inner, env)

    def _read(self, node: ast.AST, env: _Env) -> None:
        """Note what the names inside of an expression can hold; a comprehension's own names are not its function's."""
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load) and node.id in env:
                self.found[node] = self.found.get(node, frozenset()) | env[node.id]
            return
        if isinstance(node, ast.Lambda):
            return
        if isinstance(node, Comprehension):
            own = {
                inner.id
                for generator in node.generators
                for inner in ast.walk(generator.target)
                if isinstance(inner, ast.Name)
            }
            env = {name: values for name, values in env.items() if name not in own}
        for child in ast.iter_child_nodes(node):
            self._read(child, env)
        if isinstance(node, ast.NamedExpr):
            env[node.target.id] = frozenset([node.value])


def _merged(one: _Env | None, other: _Env | None) -> _Env | None:
    if one is None or other is None:
        return other if one is None else one
    return {name: one.get(name, frozenset()) | other.get(name, frozenset()) for name in one.keys() | other.keys()}
