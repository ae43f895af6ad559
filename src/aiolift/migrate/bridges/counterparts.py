"""What stands for an engine or factory in sync code: its twin, or one that is made on the same database."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from aiolift.analysis.definitions import Definitions
from aiolift.migrate import blocks
from aiolift.migrate.bridges import sync_drivers
from aiolift.migrate.bridges.globals import Making
from aiolift.migrate.bridges.names import led
from aiolift.migrate.bridges.references import redirected
from aiolift.migrate.bridges.units import own
from aiolift.program.fixtures import fixture_for, is_among_tests
from aiolift.program.nodes import single_assignments

if TYPE_CHECKING:
    from aiolift.analysis.definitions import Written
    from aiolift.migrate.bridges.globals import Global
    from aiolift.migrate.bridges.names import Names
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

_FACTORY = "sqlalchemy.orm.sessionmaker"
#: Options of an engine that keeps connections, which one of tests must not: nobody disposes of it.
_POOLING = ("pool", "max_overflow")


class Counterparts:
    """Finds the sync counterpart of an expression, as text that can stand in the same place."""

    def __init__(self, context: Context, twins: Names, rule: str) -> None:
        self._context = context
        self._twins = twins
        self._rule = rule
        self._definitions = Definitions(context.model)
        self._kept: dict[ast.AST, set[str]] = defaultdict(set)

    def of(self, module: Module, node: ast.expr, holder: ast.expr | None = None) -> str | None:
        """Return the counterpart, or None where none is at hand.

        :param holder: what holds the value of the expression from then on, where that is known.
        """
        if isinstance(node, ast.Constant):
            return module.segment(node)
        made = self._context.bridges.globals.of(node)
        if made in self._twins.globals and isinstance(node, ast.Name | ast.Attribute):
            return self._twin(module, node, made)
        if made is not None and made in self._context.bridges.side.globals and made not in self._twins.globals:
            return module.segment(node)  # it stays sync
        saved = self._saved(module, node) if isinstance(node, ast.Name) else None
        if saved is not None:
            return saved
        written = self._written(module, node)
        if len(written) != 1:
            return None
        owner, value = written[0]
        site = self._context.model.site(value) if isinstance(value, ast.Call) else None
        if site is None or (value is not node and not _is_dotted(node)):
            return None
        if sync_drivers.ENGINE in site.externals:
            return self._engine(module, node, module.segment(holder or node), owner, site.node)
        return self._factory(module, node, owner, site.node) if _FACTORY in site.externals else None

    def _written(self, module: Module, node: ast.expr, depth: int = 4) -> list[Written]:
        """Return the expressions that an expression stands for; for a parameter that is a fixture, what that gives."""
        found: list[Written] = []
        for owner, value in self._definitions.of(module, node) if depth else ():
            fixture = self._fixture(owner, value)
            if fixture is None:
                found.append((owner, value))
                continue
            for part in own(fixture):
                if isinstance(part, ast.Return | ast.Yield) and part.value is not None:
                    found += self._written(fixture.module, part.value, depth - 1)
        return found

    def _fixture(self, module: Module, node: ast.expr) -> Function | None:
        """Return the fixture that pytest gives a function as this parameter."""
        function = self._context.model.function(module, node)
        if function is None or not isinstance(node, ast.Name):
            return None
        if all(parameter.arg != node.id for parameter in function.parameters):
            return None
        return fixture_for(self._context.model.program, function, node.id)

    def _twin(self, module: Module, node: ast.Name | ast.Attribute, made: Global) -> str:
        """Return the name of the twin where the original's stands."""
        binding = next(binding for where, read, binding in made.references if read is node)
        texts = redirected(self._context, module, node, binding, self._twins.globals[made])
        name = next(text for (_, end), text in texts.items() if end == module.end(node))
        return f"{module.segment(node.value)}.{name}" if isinstance(node, ast.Attribute) else name

    def _saved(self, module: Module, node: ast.Name) -> str | None:
        """A name that keeps the original until it is put back: the twin is kept beside it."""
        model = self._context.model
        holder = model.scope(module, node).holder(node.id)
        for statement in module.nodes(ast.Assign):
            for target, value in single_assignments(statement):
                if not isinstance(target, ast.Name) or target.id != node.id:
                    continue
                made = self._context.bridges.globals.of(value)
                if made is None or model.scope(module, target).holder(node.id) is not holder:
                    continue
                if made not in self._twins.globals:
                    return node.id if made in self._context.bridges.side.globals else None
                if isinstance(value, ast.Name | ast.Attribute):
                    self._keep(module, statement, f"{led(node.id)} = {self._twin(module, value, made)}")
                    return led(node.id)
        return None

    def _keep(self, module: Module, statement: ast.AST, line: str) -> None:
        if line not in self._kept[statement]:
            self._kept[statement].add(line)
            indent = module.file.newline + module.indent(statement)
            self._context.insert(module, blocks.line_end(module, statement), f"{indent}{line}", self._rule)

    def _engine(self, module: Module, node: ast.expr, text: str, owner: Module, call: ast.Call) -> str | None:
        """Return a sync engine on the database of the one that `call` makes, which `text` is where `node` stands."""
        url = sync_drivers.url_of(call)
        options = self._options(module, node, owner, call, "url")
        if url is None or options is None or self._in_memory(owner, call, url):
            return None
        if call is node and sync_drivers.is_text(url):
            sync = module.segment(url)
        elif text == module.segment(call):
            return None  # nothing holds it that could be asked for its URL
        else:
            sync = sync_drivers.sync_url(self._context, text)
        if is_among_tests(module):
            options = [option for option in options if not option.startswith(_POOLING)]
            options.append(f"poolclass={self._context.imports(module).need('sqlalchemy.pool', 'NullPool')}")
        return f"{self._imported(module, owner, call, 'sqlalchemy')}({', '.join([sync, *options])})"

    def _factory(self, module: Module, node: ast.expr, owner: Module, call: ast.Call) -> str | None:
        """Return a factory like the one that `call` makes, on a sync engine."""
        bind = next((part.value for part in call.keywords if part.arg == "bind"), call.args[0] if call.args else None)
        options = self._options(module, node, owner, call, "bind")
        if bind is None or options is None:
            return None
        if self._reaches(module, node, owner, [bind]):
            engine = self.of(owner, bind)
        else:  # a fixture made it of an engine of its own
            engine = self._behind(module, node, owner, bind)
        if engine is None:
            return None
        return f"{self._imported(module, owner, call, 'sqlalchemy.orm')}({', '.join([engine, *options])})"

    def _behind(self, module: Module, node: ast.expr, owner: Module, bind: ast.expr) -> str | None:
        written = self._written(owner, bind)
        site = (
            self._context.model.site(call)
            if len(written) == 1 and isinstance(call := written[0][1], ast.Call)
            else None
        )
        if site is None or sync_drivers.ENGINE not in site.externals:
            return None
        return self._engine(module, node, f'{module.segment(node)}.kw["bind"]', site.module, site.node)

    def _in_memory(self, owner: Module, call: ast.Call, url: ast.expr) -> bool:
        """Whether a second engine would see another database."""
        texts = self._definitions.texts(owner, url)
        memory = any(text.startswith("sqlite") and (text.endswith("://") or ":memory:" in text) for text in texts)
        return (
            memory
            or "StaticPool" in owner.segment(call)
            or Making(owner, owner.statement(call), call, sync_drivers.ENGINE).in_memory
        )

    def _options(self, module: Module, node: ast.expr, owner: Module, call: ast.Call, without: str) -> list[str] | None:
        """Return all keyword arguments of a call but one as text, if they mean the same where `node` stands."""
        kept = [part for part in call.keywords if part.arg != without]
        if len(call.args) > 1 or any(part.arg is None for part in kept):
            return None
        if not self._reaches(module, node, owner, [part.value for part in kept]):
            return None
        return [owner.segment(part) for part in kept]

    def _reaches(self, module: Module, node: ast.expr, owner: Module, parts: list[ast.expr]) -> bool:
        """Whether the names in some expressions are bound where `node` stands as they are where they stand."""
        scope = self._context.model.scope(module, node)
        names = [part for whole in parts for part in ast.walk(whole) if isinstance(part, ast.Name)]
        return all(scope.holder(name.id) is self._context.model.scope(owner, name).holder(name.id) for name in names)

    def _imported(self, module: Module, owner: Module, call: ast.Call, source: str) -> str:
        """Return what the call's function is called in a module, which gets its import."""
        statement = self._context.import_of(owner, call.func)
        if statement is not None and statement.module and not statement.level:
            source = statement.module
        return self._context.imports(module).need(source, _name(call))


def _name(call: ast.Call) -> str:
    """Return what a call's function is called where it comes from; an alias of an import is rare."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_dotted(node: ast.expr) -> bool:
    """Whether an expression is a name, or an attribute of one, which means the same when it is read once more."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)
