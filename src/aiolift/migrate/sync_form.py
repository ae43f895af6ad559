"""Code with its awaits and async forms removed, to compare what a migration made with what it was made from."""

from __future__ import annotations

import ast

from aiolift.knowledge.barriers import ASYNC_SPECIAL

_SYNC_NAMES = {
    **{name: sync for sync, name in ASYNC_SPECIAL.items()},
    "AsyncGenerator": "Generator",
    "AsyncIterator": "Iterator",
    "AsyncIterable": "Iterable",
    "AsyncContextManager": "ContextManager",
    "AbstractAsyncContextManager": "AbstractContextManager",
    "asynccontextmanager": "contextmanager",
    "AsyncExitStack": "ExitStack",
    "anext": "next",
    "StopAsyncIteration": "StopIteration",
    "aiter": "iter",
    "aclose": "close",
    "asend": "send",
    "athrow": "throw",
    "enter_async_context": "enter_context",
}
#: Names that the migration imports with `from … import` where the code had a module's attribute.
_QUALIFIED = frozenset(_SYNC_NAMES.values()) - {"close", "send", "throw", "next", "iter", *ASYNC_SPECIAL}
_GENERATORS = frozenset({"Generator", "Iterator"})
_COLLECTS = frozenset({"list", "set", "tuple"})


def sync_form(tree: ast.Module) -> ast.Module:
    """Return a tree without what tells async code from sync code. The tree given is changed."""
    made = _Sync().visit(tree)
    assert isinstance(made, ast.Module)
    return made


class _Sync(ast.NodeTransformer):
    """Both sides of a comparison go through it, so that each form only has to meet its counterpart."""

    def visit_Await(self, node: ast.Await) -> ast.AST:
        inner: ast.AST = self.visit(node.value)
        return inner

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        made = ast.FunctionDef(node.name, node.args, node.body, node.decorator_list, node.returns, node.type_comment)
        return self.visit_FunctionDef(ast.copy_location(made, node))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.name = _SYNC_NAMES.get(node.name, node.name)
        return node

    def visit_AsyncWith(self, node: ast.AsyncWith) -> ast.AST:
        return self.visit_With(ast.copy_location(ast.With(node.items, node.body, node.type_comment), node))

    def visit_With(self, node: ast.With) -> ast.AST:
        """One `with` inside of another is one with the items of both: the migration splits what is mixed."""
        self.generic_visit(node)
        (first, *more) = node.body
        if isinstance(first, ast.With) and not more:
            return ast.copy_location(ast.With([*node.items, *first.items], first.body), node)
        return node

    def visit_AsyncFor(self, node: ast.AsyncFor) -> ast.AST:
        made = ast.For(node.target, node.iter, node.body, node.orelse, node.type_comment)
        return self.visit_For(ast.copy_location(made, node))

    def visit_For(self, node: ast.For) -> ast.AST:
        """A loop that only yields is `yield from`, which has no async form."""
        self.generic_visit(node)
        match node:
            case ast.For(
                target=ast.Name(id=one), body=[ast.Expr(value=ast.Yield(value=ast.Name(id=other)))], orelse=[]
            ) if one == other:
                return ast.copy_location(ast.Expr(ast.YieldFrom(node.iter)), node)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.is_async = 0
        return node

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> ast.AST:
        """A generator expression is a list; `[x for x in xs]`, as `list(xs)`, is `xs`."""
        self.generic_visit(node)
        match node:
            case (
                ast.ListComp(elt=ast.Name(id=one))
                | ast.SetComp(elt=ast.Name(id=one))
                | ast.GeneratorExp(elt=ast.Name(id=one))
            ):
                match node.generators:
                    case [ast.comprehension(target=ast.Name(id=other), ifs=[])] if one == other:
                        return node.generators[0].iter
        return ast.copy_location(ast.ListComp(node.elt, node.generators), node)

    visit_GeneratorExp = visit_SetComp = visit_ListComp

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in _COLLECTS and len(node.args) == 1 and not node.keywords:
            return node.args[0]
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = _SYNC_NAMES.get(node.id, node.id)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        node.attr = _SYNC_NAMES.get(node.attr, node.attr)
        return ast.copy_location(ast.Name(node.attr, node.ctx), node) if node.attr in _QUALIFIED else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """A generator's annotation loses the type of what it returns, which an async one does not have."""
        self.generic_visit(node)
        named = getattr(node.value, "id", None) or getattr(node.value, "attr", None)
        if named in _GENERATORS and isinstance(node.slice, ast.Tuple):
            node.slice.elts = node.slice.elts[:2]
        return node


def first_difference(before: ast.AST, after: ast.AST) -> tuple[ast.stmt | None, ast.stmt | None] | None:
    """Return the innermost statements in which two trees first differ, or None where they are equal."""
    if ast.dump(before) == ast.dump(after):
        return None
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        one, other = getattr(before, name, None), getattr(after, name, None)
        if isinstance(one, list) and isinstance(other, list):
            for left, right in zip(one, other, strict=False):
                found = first_difference(left, right)
                if found is not None:
                    return found if found != (None, None) else (_statement(left), _statement(right))
            if len(one) != len(other):
                rest = max(one, other, key=len)[min(len(one), len(other))]
                return (_statement(rest), None) if len(one) > len(other) else (None, _statement(rest))
    return _statement(before), _statement(after)


def _statement(node: ast.AST) -> ast.stmt | None:
    return node if isinstance(node, ast.stmt) else None
