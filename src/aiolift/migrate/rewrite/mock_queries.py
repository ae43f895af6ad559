"""What tests say of a mocked session's legacy queries is said of the session's methods that the code awaits now.

`db.query.return_value.filter.return_value.first` becomes `db.scalars.return_value.first` where the code under test got
`(await db.scalars(select(…))).first()`. What has no counterpart, such as the criteria of a filter, is marked.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiolift.analysis.testing.mock_queries import chain, variables
from aiolift.analysis.testing.mock_sessions import describes_mocks, made_at
from aiolift.migrate.rewrite.query.mocked import answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiolift.analysis.testing.mock_queries import Chain
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.query.mocked import Answer
    from aiolift.program.source import Module

_WHY = "the code asks an async session with a select"
_COUNTED = {"assert_called_once", "assert_called", "assert_not_called", "called", "call_count"}


def rewrite(context: Context, sessions: Mapping[ast.Call, str], rule: str) -> dict[ast.Call, set[str]]:
    """Rewrite what tests say of queries; return the methods of each mock whose results have to be sync mocks."""
    results: dict[ast.Call, set[str]] = defaultdict(set)
    for module in context.model.program.modules:
        if ".query" not in module.text or not describes_mocks(module):
            continue
        roots: dict[ast.AST, dict[ast.Attribute, list[ast.Call]]] = defaultdict(dict)
        for node in module.nodes(ast.Attribute):
            if node.attr == "query":
                calls = [call for call in made_at(context.model.values(node.value)) if call in sessions]
                if calls:
                    roots[_function(module, node)][node] = calls
        for function, found in roots.items():
            test = _Test(context, module, function, rule)
            test.rewrite(list(found))
            for root, calls in found.items():
                for call in calls:
                    results[call] |= test.results[root]
    return results


def _function(module: Module, node: ast.AST) -> ast.AST:
    return next(
        (found for found in module.ancestors(node) if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef)),
        module.tree,
    )


@dataclass
class _Test:
    """The queries of mocked sessions in one function.

    :param results: the session's methods that give a mocked result, by the `db.query` that they are written for.
    """

    context: Context
    module: Module
    function: ast.AST
    rule: str
    results: dict[ast.AST, set[str]] = field(default_factory=lambda: defaultdict(set))
    _said: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def rewrite(self, roots: list[ast.Attribute]) -> None:
        inside = self.context.model.function(self.module, roots[0])
        self._answers = answers(self.context, inside)
        chains = [chain(self.module, root, is_query=False) for root in roots]
        held = variables(self.module, self.function, chains)
        for one in chains:
            self._of_session(one, held)
        for node in ast.walk(self.function):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in held:
                self._of_variable(chain(self.module, node, is_query=True), held)

    def _of_session(self, one: Chain, held: Mapping[str, Chain]) -> None:
        assert isinstance(one.root, ast.Attribute)
        session = self.module.segment(one.root.value)
        if one.product is None:
            self._counted(one, session)
        elif one.ends:
            self._handed_on(one, session, held)
        elif one.asked is not None:
            texts = [f"{session}.{answer.described}" for answer in self._named(one)]
            self._said_of(one, session, texts)
        else:
            self._iterated(one, session)

    def _of_variable(self, one: Chain, held: Mapping[str, Chain]) -> None:
        if one.asked is None:
            if one.rest:
                self._mark(one, f"`{one.rest[0]}` is not called on the way to a select")
            return
        assert isinstance(one.root, ast.Name)
        name, began = one.root.id, held[one.root.id]
        while isinstance(began.root, ast.Name):
            name, began = began.root.id, held[began.root.id]
        assert isinstance(began.root, ast.Attribute)
        session = self.module.segment(began.root.value)
        texts = []
        for answer in self._named(one):
            text = f"{session}.{answer.described}"
            rows = f"{session}.{answer.method}.return_value"
            texts.append(text if answer.is_value or answer.after == ".rowcount" else name + text.removeprefix(rows))
        texts = sorted(set(texts))
        if texts == [self.module.segment(one.asked)]:
            return
        if any(text.startswith(f"{name}.") for text in texts) and not self._is_bound(name, one.root):
            self._mark(one, f"`{name}` is not known yet where its rows are described")
            return
        self._said_of(one, session, texts)

    def _counted(self, one: Chain, session: str) -> None:
        """Write how often something was asked."""
        methods = sorted({answer.method for found in self._answers.values() for answer in found})
        if len(methods) == 1 and one.rest[:1] and one.rest[0] in _COUNTED and not _arguments(one.whole):
            assert isinstance(one.root, ast.Attribute)
            self._replace(one.root, one.root, f"{session}.{methods[0]}")
            self._keep(one, {answer for found in self._answers.values() for answer in found})
        elif len(methods) == 1 and self._asks_for_class(one, f"{session}.{methods[0]}"):
            self._keep(one, {answer for found in self._answers.values() for answer in found})
        elif methods and one.rest == ("side_effect",) and self._raises(one):
            texts = [f"{session}.{method}.side_effect" for method in methods]
            self._replace(one.whole, one.whole, " = ".join(texts))
        elif one.rest and one.rest[0].startswith(("assert_", "call")):
            self._mark(one, f"`{one.rest[0]}` cannot say what a select asks for")
        else:
            self._mark(one, "What the mock's `query` does could not be followed")

    def _raises(self, one: Chain) -> bool:
        """Whether a test sets an exception, which every way of asking raises alike."""
        match self.module.parents.get(one.whole):
            case ast.Assign(targets=[target], value=value) if target is one.whole:
                name = self.module.segment(value.func if isinstance(value, ast.Call) else value)
                return name.endswith(("Error", "Exception"))
        return False

    def _asks_for_class(self, one: Chain, method: str) -> bool:
        """Write `query.assert_called_with(User)` as what the select asks for, where every query is a select of rows."""
        statement = self.module.parents.get(one.whole)
        rows = all(_gives_rows(answer) for found in self._answers.values() for answer in found)
        match one.whole, one.rest:
            case ast.Call(args=[ast.Name(entity)], keywords=[]), (
                "assert_called_once_with" | "assert_called_with" as name,
                "return_value",
            ) if rows and isinstance(statement, ast.Expr):
                pass
            case _:
                return False
        lines = [f"{method}.assert_called_once()"] if name == "assert_called_once_with" else []
        lines.append(f'assert {method}.call_args.args[0].column_descriptions[0]["entity"] is {entity}')
        text = f"{self.module.file.newline}{self.module.indent(statement)}".join(lines)
        self._replace(one.whole, one.whole, text)
        return True

    def _handed_on(self, one: Chain, session: str, held: Mapping[str, Chain]) -> None:
        """Write a query that a variable holds, or that is set as a whole."""
        statement = self.module.parents.get(one.whole)
        rows = {answer.method for found in self._answers.values() for answer in found if _gives_rows(answer)}
        texts = [f"{session}.{method}.return_value" for method in sorted(rows or {"execute"})]
        if isinstance(statement, ast.Assign) and statement.value is one.whole and _names(statement) and len(texts) == 1:
            self.results[one.root] |= rows
        elif isinstance(statement, ast.Assign) and statement.targets == [one.whole]:
            if not (isinstance(statement.value, ast.Name) and statement.value.id in held):
                texts = [f"{session}.{answer.described}.return_value" for answer in self._iterating()]
        else:
            texts = []
        if not texts or not self._is_new(texts, one):
            self._mark(one, "Where the mock's query goes could not be followed")
            return
        if len(texts) > 1:
            self._set(statement, " = ".join(texts))
        else:
            self._replace(one.whole, one.whole, texts[0])

    def _iterated(self, one: Chain, session: str) -> None:
        texts = [f"{session}.{answer.described}.return_value" for answer in self._iterating()]
        if len(texts) == 1 and one.rest[0] == "__iter__" and one.product is not None:
            self._replace(one.root, one.product, texts[0])
        else:
            self._mark(one, f"`{one.rest[0]}` is not called on the way to a select")

    def _said_of(self, one: Chain, session: str, texts: list[str]) -> None:
        """Write what asks in the place of the chain up to it."""
        assert one.asked is not None
        statement = self.module.parents.get(one.whole)
        sets = isinstance(statement, ast.Assign) and statement.targets == [one.whole]
        found = self._named(one)
        called = isinstance(self.module.parents.get(one.asked), ast.Call)
        if not texts:
            self._mark(one, f"No query that this test runs is asked for by `{one.asked.attr}`")
        elif any(answer.after == ".rowcount" for answer in found):
            if sets and one.rest == ("return_value",):
                self._set(statement, " = ".join(texts))
            else:
                self._mark(one, f"`{one.asked.attr}` is a statement now, which the session executes")
        elif any(answer.is_value for answer in found) and (called or _arguments(one.whole)):
            self._mark(one, f"`{one.asked.attr}` is asked of the session now, with other arguments")
        elif not self._is_new(texts, one):
            self._mark(one, "Two queries that are described apart are asked for in one way now")
        elif len(texts) == 1:
            self._replace(one.root, one.asked, texts[0])
            self._keep(one, set(found))
        elif sets and len(one.rest) == 1:
            self._set(statement, " = ".join(f"{text}.{one.rest[0]}" for text in texts))
            self._keep(one, set(found))
        else:
            self._mark(one, f"`{one.asked.attr}` is asked for in more than one way now")

    def _named(self, one: Chain) -> list[Answer]:
        return sorted(self._answers.get(one.asked.attr, ())) if one.asked is not None else []

    def _iterating(self) -> list[Answer]:
        return sorted(answer for answer in self._answers.get("for", ()) if "[" not in answer.after)

    def _is_new(self, texts: list[str], one: Chain) -> bool:
        """Whether nothing else that was described before becomes the same."""
        path = (*one.path, self.module.segment(one.root))
        return all(self._said.setdefault(text, path) == path for text in texts)

    def _is_bound(self, name: str, node: ast.Name) -> bool:
        stores = (
            found
            for found in ast.walk(self.function)
            if isinstance(found, ast.Name) and found.id == name and isinstance(found.ctx, ast.Store)
        )
        return any(found.lineno < node.lineno for found in stores)

    def _keep(self, one: Chain, found: set[Answer]) -> None:
        self.results[one.root] |= {answer.method for answer in found if _gives_rows(answer)}

    def _replace(self, first: ast.expr, last: ast.expr, text: str) -> None:
        self.context.replace(self.module, self.module.start(first), self.module.end(last), text, self.rule, _WHY)

    def _set(self, statement: ast.AST | None, targets: str) -> None:
        """Write the targets of an assignment of one, which may stand in parentheses."""
        assert isinstance(statement, ast.Assign)
        between = self.module.between(self.module.end(statement.targets[0]), self.module.start(statement.value))
        equals = next(token for token in between if token.text == "=")
        self.context.replace(self.module, self.module.start(statement), equals.start, f"{targets} ", self.rule, _WHY)

    def _mark(self, one: Chain, what: str) -> None:
        self.context.mark(
            self.module, one.whole, "AL922", f"{what}.",
            "describe what the session's scalars, execute or scalar gives; or use a session on SQLite",
        )  # fmt: skip


def _names(statement: ast.Assign) -> bool:
    return len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name)


def _gives_rows(answer: Answer) -> bool:
    return not answer.is_value and answer.after != ".rowcount"


def _arguments(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and bool(node.args or node.keywords)
