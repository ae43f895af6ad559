"""What the rewrites share: the model, the colours, and where their edits, markers and notes are collected."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from aiolift.analysis.lambdas import convertible
from aiolift.knowledge.markers import MARKERS
from aiolift.migrate import blocks
from aiolift.migrate.imports import Imports
from aiolift.migrate.plan import Marker, Note
from aiolift.program.edits import Edit, apply, closing, opening, within
from aiolift.program.values import Cell, External

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.bridges.settle import Bridges
    from aiolift.migrate.colour import Colour, Seed
    from aiolift.migrate.target import Target
    from aiolift.observe.record import Load
    from aiolift.program.entities import Function
    from aiolift.program.source import Module


class Context:
    """The state of one migration while its rewrites run."""

    def __init__(
        self,
        model: Model,
        colour: Colour,
        bridges: Bridges,
        target: Target,
        owners: dict[ast.AST, str],
        island_modules: set[Module],
    ) -> None:
        self.model = model
        self.colour = colour
        #: what stays sync, or is marked, because nothing can be awaited there
        self.bridges = bridges
        self.target = target
        self.island_modules = island_modules
        #: the nodes that a bridge keeps on the sync engine
        self.kept_sync: set[ast.AST] = set()
        #: which rule converts a node that more than one could
        self.owners = owners
        self.edits: dict[Module, list[Edit]] = defaultdict(list)
        #: the blocks that statements were put inside of
        self.blocks: dict[Module, list[blocks.Block]] = defaultdict(list)
        self.markers: list[Marker] = []
        self.notes: list[Note] = []
        #: the implicit loads that a run of the sync suite was seen to make
        self.observed: tuple[Load, ...] = ()
        #: what `with` enters of the standard library, a lock or a stack, that has its async form now
        self.async_entered: set[ast.AST] = set()
        #: requirements that the new code has beside the driver
        self.requirements: set[str] = set()
        self.test_requirements: set[str] = set()
        #: Alembic's `env.py` makes an async engine
        self.alembic_async = False
        #: helpers that were written into a module, and the names that they have there
        self.helpers: dict[tuple[Module, str], str] = {}
        #: a sync driver is still needed, for a sync engine that stays
        self.keeps_sync_driver = False
        #: names that rewrites give to new functions, which must not meet
        self.names: dict[Module, set[str]] = defaultdict(set)
        #: generator expressions that stay lazy where they flow to, as async generators, and streams of `yield from`
        self.lazy: set[ast.AST] = set()
        self._imports: dict[Module, Imports] = {}
        self._awaited: set[ast.AST] = set()
        self._given: set[ast.AST] = set()

    def imports(self, module: Module) -> Imports:
        """Return the import edits of a module."""
        if module not in self._imports:
            self._imports[module] = Imports(self.model.program, module)
        return self._imports[module]

    def finished(self, module: Module) -> list[Edit]:
        """Return a module's edits, with those of its imports."""
        more = list(self._imports[module].edits()) if module in self._imports else []
        return [*more, *self.edits.get(module, [])]

    @property
    def modules(self) -> list[Module]:
        """The modules with edits."""
        return [module for module in self.model.program.modules if module in self.edits or module in self._imports]

    def consumes(self, node: ast.AST) -> bool:
        """Whether an expression is a generator or context manager that is async in the result and was not before."""
        return self.colour.consumes(node) or (
            bool(self.lazy)
            and any(
                isinstance(part, Cell) and part.node in self.lazy
                for value in self.model.instances(node)
                for part in value.of[:1]
            )
        )

    def can_await(self, function: Function | None) -> bool:
        """Whether an await can stand in a function's own body in the result."""
        return function is not None and function in self.colour

    def seeds(self, rule: str) -> Iterator[Seed]:
        """Yield the I/O that a rule has to convert: its own, where an await can stand."""
        for seed in self.colour.seeds:
            if self.owners.get(seed.node) == rule == seed.rule and self.can_await(seed.function):
                yield seed

    def insert(self, module: Module, position: int, text: str, rule: str, why: str = "") -> None:
        """Insert text at an offset; whole lines above a block that the line was put inside of."""
        edits, index = self.edits[module], len(self.edits[module])
        if self.blocks[module] and blocks.is_whole(module, position, text):
            around = [block for block in self.blocks[module] if block.place < position < block.end]
            text = blocks.deeper(text, "".join(block.more for block in around))
            written = {part for block in self.blocks[module] for part in (block.header, block.more)}
            here = (at for at, edit in enumerate(edits) if edit.start == position and edit.text in written)
            index = next(here, index)
        edits.insert(index, Edit(position, position, text, rule, why))

    def replace(self, module: Module, start: int, end: int, text: str, rule: str, why: str = "") -> None:
        """Replace a span of text."""
        self.edits[module].append(Edit(start, end, text, rule, why))

    def replace_node(self, module: Module, node: ast.AST, text: str, rule: str, why: str = "") -> None:
        """Replace a node's text. Nothing may edit what is inside of it."""
        self.replace(module, module.start(node), module.end(node), text, rule, why)

    def wrap(self, module: Module, node: ast.AST, before: str, after: str, rule: str, why: str = "") -> None:
        """Put text around a node."""
        start, end = module.start(node), module.end(node)
        self.edits[module] += [opening(start, end, before, rule, why), closing(start, end, after, rule, why)]

    def open(self, module: Module, node: ast.AST, text: str, rule: str, why: str = "") -> None:
        """Insert text before a node, inside of what was put around it earlier and outside of its first parts."""
        self.edits[module].append(opening(module.start(node), module.end(node), text, rule, why))

    def close(self, module: Module, node: ast.AST, text: str, rule: str, why: str = "") -> None:
        """Insert text behind a node, inside of what is put around something larger."""
        self.edits[module].append(closing(module.start(node), module.end(node), text, rule, why))

    def _closed(self, module: Module, node: ast.AST) -> bool:
        """Whether an expression is part of a lambda that stays one: only what it returns is awaited, by its caller."""
        function = self.model.function(module, node)
        if function is None or not isinstance(function.node, ast.Lambda) or function.node.body is node:
            return False
        return not convertible(self.model, function)

    def take(self, module: Module, start: int, end: int) -> str:
        """Return a span of the text with its edits made, and forget them: whoever asks writes it somewhere."""
        text = self.peek(module, start, end)
        self.edits[module] = [edit for edit in self.edits[module] if not within(edit, start, end)]
        return text

    def peek(self, module: Module, start: int, end: int) -> str:
        """Return a span of the text as the edits so far leave it."""
        inside = [edit for edit in self.edits[module] if within(edit, start, end)]
        moved = [replace(edit, start=edit.start - start, end=edit.end - start) for edit in inside]
        return apply(module.text[start:end], moved)

    def await_(self, module: Module, node: ast.expr, rule: str, why: str = "") -> None:
        """Await an expression, in parentheses where what follows would bind first. Twice does no harm."""
        parent = module.parents.get(node)
        if node in self._awaited or isinstance(parent, ast.Await) or self._closed(module, node):
            return
        self._awaited.add(node)
        if isinstance(parent, ast.Lambda):
            self._given.add(node)
            return  # the lambda gives the coroutine to its caller, who awaits it
        if module.binds(node):
            self.wrap(module, node, "(await ", ")", rule, why)
        else:
            self.edits[module].append(opening(module.start(node), module.end(node), "await ", rule, why))

    def rename(self, module: Module, node: ast.AST, source: str, name: str, rule: str, why: str = "") -> None:
        """Write another imported name in the place of a reference."""
        statement = self.import_of(module, node)
        imports = self.imports(module)
        imports.replaced(node)
        alias = None
        if statement is not None and isinstance(node, ast.Name):
            alias = next(
                (found.asname for found in statement.names if found.asname == node.id and found.name != node.id), None
            )
        local = imports.need(source, name, alias=alias, instead_of=statement)
        if module.segment(node) != local:
            self.replace_node(module, node, local, rule, why)

    def import_of(self, module: Module, node: ast.AST) -> ast.ImportFrom | None:
        """Return the `from … import` that binds a name."""
        if isinstance(node, ast.Name):
            for found in module.nodes(ast.ImportFrom):
                if any((alias.asname or alias.name) == node.id for alias in found.names):
                    return found
        return None

    def imported_from(self, module: Module, node: ast.AST) -> str | None:
        """Return the module that a name was imported from with `from … import`."""
        statement = self.import_of(module, node)
        return statement.module if statement is not None and not statement.level else None

    def imported(self, module: Module, home: Module, name: str) -> str:
        """Import a name of another module as `module` imports other things from there; return the name to write."""
        for statement in module.tree.body:
            if isinstance(statement, ast.ImportFrom) and self.model.flow.import_source(statement, module) is home:
                source = "." * statement.level + (statement.module or "")
                return self.imports(module).need(source, name)
        return self.imports(module).need(home.name, name)

    def imported_as(self, module: Module, name: str) -> str | None:
        """Return the external thing that a module-level name is imported as."""
        top = self.model.program.scopes[module.tree]
        for value in self.model.flow.places.get((top, name), ()):
            if isinstance(value, External):
                return value.name
        return None

    def add_argument(self, module: Module, node: ast.Call, text: str, rule: str, why: str = "") -> None:
        """Add a keyword argument behind the last argument of a call, in the layout that the call has."""
        closing = module.end(node) - 1
        last = max(
            [module.end(part) for part in (*node.args, *(keyword.value for keyword in node.keywords))], default=None
        )
        if last is None:
            self.insert(module, closing, text, rule, why)
            return
        comma = next((token for token in module.between(last, closing) if token.text == ","), None)
        position = comma.end if comma else last
        lead = module.text[module.file.line_starts[module.file.line_of(last) - 1] : last]
        if "\n" in module.text[position:closing] and comma:
            indent = lead[: len(lead) - len(lead.lstrip(" \t"))]
            self.insert(module, position, f"{module.file.newline}{indent}{text},", rule, why)
        else:
            self.insert(module, position, f" {text}" if comma else f", {text}", rule, why)

    def awaited(self, node: ast.AST) -> None:
        """Note that a rule awaits an expression with edits of its own."""
        self._awaited.add(node)

    def is_replaced(self, module: Module, position: int) -> bool:
        """Whether an edit writes something else in the place of a character."""
        return any(edit.start <= position < edit.end for edit in self.edits[module])

    def is_awaited(self, node: ast.AST) -> bool:
        """Whether an expression is awaited in the result by one of our edits."""
        return node in self._awaited

    def is_given(self, node: ast.AST) -> bool:
        """Whether an expression is a coroutine that a lambda gives to its caller."""
        return node in self._given

    def mark(self, module: Module, node: ast.AST, code: str, what: str = "", suggestion: str = "") -> None:
        """Leave a marker for a person on the line above the statement of a node.

        :param what: why it was not converted, and `suggestion` what to do, where more is known than of the kind.
        """
        kind = MARKERS[code]
        what, suggestion = what or kind.what, suggestion or kind.suggestion
        statement = module.statement(node)
        first = module.first_line(statement)
        marker = Marker(module.file.name, first, code, what, suggestion)
        if marker in self.markers:
            return
        self.markers.append(marker)
        start = module.file.line_starts[first - 1]
        text = module.text[start:]
        indent = text[: len(text) - len(text.lstrip(" \t\f"))]
        if f"# aiolift: {code}" in module.file.line(first - 1) if first > 1 else False:
            return
        self.insert(module, start, f"{indent}{kind.comment()}{module.file.newline}", "marker", what)

    def note(self, what: str, module: Module | None = None, node: ast.AST | None = None) -> None:
        """Note something that needs no decision in the code."""
        name = module.file.name if module else None
        note = Note(name, getattr(node, "lineno", None), what)
        if note not in self.notes:
            self.notes.append(note)
