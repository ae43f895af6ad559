"""`TestClient` becomes httpx's `AsyncClient`, so that tests, fixtures and the application share one event loop.

A TestClient runs the application in a loop of its own, where connections that a fixture opened cannot be used. Entered
with `with` it also runs the application's lifespan, which an AsyncClient does not: there
`app.router.lifespan_context(app)` does.
https://www.starlette.io/testclient/
"""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from aiolift.analysis.testing.test_clients import CLIENT, KeptClients, made_clients
from aiolift.migrate import blocks, layout
from aiolift.migrate.colour import Seed
from aiolift.migrate.rewrite.test_responses import streamed
from aiolift.program.source import Module as SourceModule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "async-client"
_WHY = "the client shares the test's event loop"
_METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "request", "send")
_SENDS = frozenset(f"{CLIENT}.{name}" for name in (*_METHODS, "close"))
_STREAM = f"{CLIENT}.stream"
#: Arguments of TestClient that belong to the transport, and what they are called there.
_TRANSPORT = {"raise_server_exceptions": "raise_app_exceptions", "root_path": "root_path", "client": "client"}
_DROPPED = {"backend", "backend_options"}


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the requests and the clients that are entered, but not those of WebSocket tests."""
    kept = KeptClients(model)
    for site in model.naming(_SENDS):
        if not kept.keeps(site):
            yield Seed(site.module, site.node, site.function, RULE)
    for module in model.program.modules:
        for node in module.nodes(ast.withitem):
            if kept.keeps_entered(module, node.context_expr):
                continue
            if model.kinds(node.context_expr) & {CLIENT, f"{_STREAM}()"}:
                yield Seed(module, node.context_expr, model.function(module, node), "async-with")


def rewrite(context: Context) -> None:
    """Await the requests, and make the client that gives them."""
    if not context.colour.causes:
        return
    kept = KeptClients(context.model)
    for seed in context.seeds(RULE):
        assert isinstance(seed.node, ast.Call)
        site = context.model.site(seed.node)
        if site is not None and isinstance(seed.node.func, ast.Attribute):
            _request(context, site, seed.node.func)
        context.await_(seed.module, seed.node, RULE, _WHY)
    for site in context.model.naming(_of_client):
        if CLIENT in site.externals and not kept.keeps(site):
            _construct(context, site)
        elif any(name.startswith(f"{_STREAM}().") for name in site.externals) and not kept.keeps_response(site):
            streamed(context, site, RULE)
    for module in context.model.program.modules:
        for node in module.nodes(ast.Name, ast.Attribute):
            if isinstance(node.ctx, ast.Load):
                if CLIENT in context.model.names(node):
                    _name(context, module, node, kept)
                if isinstance(node, ast.Attribute) and node.attr == "app":
                    _application_of(context, module, node, kept)
        for entered in module.nodes(ast.withitem) if _has_lifespan(context.model) else ():
            if not kept.keeps_entered(module, entered.context_expr):
                _entered(context, module, entered.context_expr)
    if kept.made:
        context.note(
            "the clients of WebSocket tests stay TestClients, which run the application in an event loop of their own: "
            "an engine that such a test shares with the application needs poolclass=NullPool"
        )


def _of_client(name: str) -> bool:
    return name == CLIENT or name.startswith(f"{_STREAM}().")


def _name(context: Context, module: Module, node: ast.Name | ast.Attribute, kept: KeptClients) -> None:
    """Rename the class where it stands alone, as in annotations and bases."""
    parent = module.parents.get(node)
    called = isinstance(parent, ast.Call) and parent.func is node
    if not called and not kept.keeps_name(module, node):
        context.rename(module, node, "httpx", "AsyncClient", RULE)
        context.test_requirements.add("httpx")


def _application_of(context: Context, module: Module, node: ast.Attribute, kept: KeptClients) -> None:
    """Read `client.app` of the transport, which has the application."""
    if CLIENT in context.model.kinds(node.value) and not kept.of(node.value) & kept.made:
        context.insert(module, module.end(node.value), "._transport", RULE, "an AsyncClient has no `app`")


def _request(context: Context, site: Site, called: ast.Attribute) -> None:
    """Write a request as httpx has it, where the client was one of requests' style."""
    module, node = site.module, site.node
    end = module.end(called)
    if called.attr == "close" and set(site.externals) == {f"{CLIENT}.close"}:  # what else it may be has no `aclose`
        context.replace(module, end - len("close"), end, "aclose", RULE)
    body = False
    for keyword in node.keywords:
        start = module.start(keyword)
        if keyword.arg == "allow_redirects":
            context.replace(module, start, start + len(keyword.arg), "follow_redirects", RULE, "as httpx calls it")
        elif keyword.arg == "data" and _is_text(context, keyword.value):
            context.replace(module, start, start + len(keyword.arg), "content", RULE, "as httpx calls it")
        body = body or keyword.arg in {"json", "data", "files", "content"}
    if body and called.attr in {"get", "delete", "head", "options"}:  # in httpx only `request` takes a body there
        context.replace(module, end - len(called.attr), end, "request", RULE)
        first = min(module.start(part) for part in (*node.args, *node.keywords))
        context.insert(module, first, f'"{called.attr.upper()}", ', RULE)


def _is_text(context: Context, node: ast.expr) -> bool:
    kinds = context.model.kinds(node)
    return bool(kinds & {"builtins.str", "builtins.bytes", "json.dumps()"}) or isinstance(node, ast.JoinedStr)


def _construct(context: Context, site: Site) -> None:
    """Write `AsyncClient(transport=ASGITransport(app=…), …)` in the place of `TestClient(…)`."""
    module, node = site.module, site.node
    given = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    app = given.pop("app", None) or (node.args[0] if node.args else None)
    if app is None:
        return
    positional = ["base_url", "raise_server_exceptions", "root_path", "backend"]
    for name, value in zip(positional, node.args[1:], strict=False):
        given[name] = value
    text = _application(context, module, site, app)
    transport = [f"app={text}"]
    transport += [f"{_TRANSPORT[name]}={module.segment(given.pop(name))}" for name in list(given) if name in _TRANSPORT]
    imports = context.imports(module)
    imports.replaced(node.func)
    statement = context.import_of(module, node.func)
    client = imports.need("httpx", "AsyncClient", instead_of=statement)
    made = imports.need("httpx", "ASGITransport", instead_of=statement)
    arguments = [f"transport={made}({', '.join(transport)})"]
    given = {name: value for name, value in given.items() if name not in _DROPPED}
    arguments.append(
        f"base_url={module.segment(given.pop('base_url'))}" if "base_url" in given else 'base_url="http://testserver"'
    )
    arguments.append(
        f"follow_redirects={module.segment(given.pop('follow_redirects'))}"
        if "follow_redirects" in given
        else "follow_redirects=True"
    )
    arguments += [f"{name}={module.segment(value)}" for name, value in given.items()]
    lead = ""
    if isinstance(module.parents.get(node), ast.withitem) and _has_lifespan(context.model):
        lead = f"{text}.router.lifespan_context({text}), "
    more = len("async ") if isinstance(module.parents.get(node), ast.withitem) else 0
    text = layout.call(module, node, f"{lead}{client}", arguments, more=more)
    context.replace_node(module, node, text, RULE, "the tests share the application's event loop")
    context.test_requirements.add("httpx")


def _application(context: Context, module: Module, site: Site, app: ast.expr) -> str:
    """Return the application as an expression that can be written twice; a call gets a name of its own."""
    text = module.segment(app)
    if not isinstance(app, ast.Call):
        return text
    made = context.model.site(app)
    if made is not None and context.colour.awaited(made) and context.can_await(made.function):
        context.owners[app] = RULE
        text = f"await {text}"
    if not isinstance(module.parents.get(site.node), ast.withitem):
        return text
    name = blocks.unused_name(context, module, site.node, "app", "application")
    blocks.insert_above(context, module, module.statement(site.node), [f"{name} = {text}"], RULE)
    return name


def _entered(context: Context, module: Module, node: ast.expr) -> None:
    """A client that was made elsewhere ran the lifespan where it is entered: `with client:`."""
    if isinstance(node, ast.Call) or CLIENT not in context.model.kinds(node):
        return
    for made in made_clients(context.model, node):
        site = context.model.site(made) if isinstance(made, ast.Call) else None
        if site is None or not site.node.args or not isinstance(site.node.args[0], ast.Name):
            return
        app = site.node.args[0]
        statement = context.import_of(site.module, app)
        home = context.model.flow.import_source(statement, site.module) if statement is not None else None
        if isinstance(home, SourceModule):
            name = app.id if site.module is module else context.imported(module, home, app.id)
            context.open(module, node, f"{name}.router.lifespan_context({name}), ", RULE, "the client ran it")
        return


@lru_cache(maxsize=1)
def _has_lifespan(model: Model) -> bool:
    """Whether any application of the program does something when it starts or stops."""
    for site in model.sites:
        makes = any(name == "fastapi.FastAPI" or name.endswith(("Starlette", "APIRouter")) for name in site.externals)
        if makes and any(keyword.arg in {"lifespan", "on_startup", "on_shutdown"} for keyword in site.node.keywords):
            return True
        if any(name.endswith((".on_event", ".add_event_handler")) for name in site.externals):
            return True
    return False
