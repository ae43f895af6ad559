"""The engines that a program makes: where, for which database and driver, with which options."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.knowledge.drivers import ASYNC_DIALECTS, FAMILIES, SYNC_DIALECTS
from aiolift.program.values import External

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.definitions import Definitions
    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

_MAKERS = {
    "sqlalchemy.create_engine": False,
    "sqlalchemy.engine_from_config": False,
    "sqlalchemy.ext.asyncio.create_async_engine": True,
    "sqlalchemy.ext.asyncio.async_engine_from_config": True,
    "sqlmodel.create_engine": False,
}
_SCHEME = re.compile(r"(?P<backend>mysql|mariadb|postgresql|postgres|sqlite)(?:\+(?P<dialect>\w+))?://")
_BUILDERS = (".URL.create", "Dsn.build", "Url.build")
#: Pool classes that keep no connection.
UNPOOLED = frozenset({"sqlalchemy.pool.NullPool", "sqlalchemy.NullPool"})
STATIC = frozenset({"sqlalchemy.pool.StaticPool", "sqlalchemy.StaticPool"})
_MEMORY = re.compile(r"^sqlite\+aiosqlite://(?:/?:memory:|/?$|/?\?|.*mode=memory)")


@dataclass(frozen=True)
class URL:
    """A database URL as written, `{}` where a part comes from elsewhere.

    :param family: `mysql`, `postgresql` or `sqlite`.
    :param dialect: what follows the plus sign; empty for SQLAlchemy's default.
    """

    text: str
    family: str
    dialect: str

    @property
    def blocks(self) -> bool:
        """Whether its driver blocks; psycopg's name means either."""
        return self.dialect in SYNC_DIALECTS[self.family] and self.dialect != "psycopg"

    @property
    def is_async(self) -> bool:
        """Whether its driver is an async one."""
        return self.dialect in ASYNC_DIALECTS[self.family]

    @property
    def scheme(self) -> str:
        """What stands before `://`."""
        return self.text.partition("://")[0]


def url(text: str) -> URL | None:
    """Return a database URL, or its beginning; None where `text` is none."""
    match = _SCHEME.match(text)
    if match is None:
        return None
    return URL(text, FAMILIES.get(match["backend"], "postgresql"), match["dialect"] or "")


@dataclass(frozen=True, eq=False)
class Engine:
    """A call that makes an engine.

    :param is_async: whether it makes an AsyncEngine.
    :param urls: the databases that it can be for, as far as the program's text tells.
    :param options: its keyword arguments.
    """

    site: Site
    is_async: bool
    urls: tuple[URL, ...]
    options: dict[str, ast.expr]

    @property
    def module(self) -> Module:
        """Where it stands."""
        return self.site.module

    @property
    def node(self) -> ast.Call:
        """The call."""
        return self.site.node

    @property
    def url_node(self) -> ast.expr:
        """The expression that gives the URL, or the whole call."""
        return self.node.args[0] if self.node.args else self.options.get("url", self.node)


def engines(model: Model, definitions: Definitions) -> Iterator[Engine]:
    """Yield the engines of a program, in the order of the text."""
    for site in model.sites:
        kinds = {_MAKERS[name] for name in site.externals if name in _MAKERS}
        if len(kinds) != 1 or site.targets:
            continue
        options = {keyword.arg: keyword.value for keyword in site.node.keywords if keyword.arg is not None}
        given = site.node.args[:1] or ([options["url"]] if "url" in options else [])
        texts = [text for node in given for text in _texts(model, definitions, site.module, node)]
        found = tuple(dict.fromkeys(made for text in texts if (made := url(text)) is not None))
        yield Engine(site, kinds.pop(), found, options)


def _texts(model: Model, definitions: Definitions, module: Module, node: ast.expr) -> Iterator[str]:
    yield from definitions.texts(module, node)
    for owner, written in definitions.of(module, node):
        site = model.site(written) if isinstance(written, ast.Call) else None
        if site is not None and any(name.endswith(_BUILDERS) for name in site.externals):
            named = [keyword.value for keyword in site.node.keywords if keyword.arg in {"drivername", "scheme"}]
            for scheme in [*named, *site.node.args[:1]]:
                yield from (f"{text}://{{}}" for text in definitions.texts(owner, scheme))


def pool_class(model: Model, engine: Engine) -> str | None:
    """Return the dotted name of the pool class that an engine is given; None where it is given none."""
    node = engine.options.get("poolclass")
    names = [value.name for value in model.values(node) if isinstance(value, External)] if node is not None else []
    return names[0] if names else None


def is_in_memory(definitions: Definitions, engine: Engine) -> bool:
    """Whether an engine is for a database in memory, which has one connection for all loops, whatever the settings.

    https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#pooling-behavior
    """
    written = definitions.behind(engine.module, engine.url_node)
    return all(isinstance(node, ast.Constant) and _MEMORY.search(str(node.value)) for _, node in written)


def keeps_no_connection(model: Model, made: Iterable[Engine], function: Function) -> bool:
    """Whether a function, or what it calls, makes engines, and none that keeps a connection for another event loop."""
    makers = {function, *(target for site in model.calls_in.get(function, ()) for target in site.targets)}
    own = [engine for engine in made if engine.site.function in makers]
    return bool(own) and all(pool_class(model, engine) in UNPOOLED for engine in own)
