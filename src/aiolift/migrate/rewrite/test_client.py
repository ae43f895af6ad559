"""`TestClient` becomes httpx's `AsyncClient`, so that tests, fixtures and the application share one event loop.

A TestClient runs the application in a loop of its own, where connections that a fixture opened cannot be used. Entered
with `with` it also runs the application's lifespan, which an AsyncClient does not: there
`app.router.lifespan_context(app)` does.
https://www.starlette.io/testclient/
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate import blocks
from aiolift.migrate.colour import Seed
from aiolift.program.values import External

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

RULE = "async-client"
CLIENT = "fastapi.testclient.TestClient"
_REQUESTS = {
    f"{CLIENT}.{name}" for name in ("get", "post", "put", "patch", "delete", "head", "options", "request", "send")
}
_WEBSOCKET = f"{CLIENT}.websocket_connect"
#: Arguments of TestClient that belong to the transport, and what they are called there.
_TRANSPORT = {"raise_server_exceptions": "raise_app_exceptions", "root_path": "root_path", "client": "client"}
_DROPPED = {"backend", "backend_options"}


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the requests, unless a test talks to a WebSocket, which httpx cannot."""
    kept = _websocket_functions(model)
    for site in model.sites:
        if site.function in kept:
            continue
        names = set(site.externals)
        if names & _REQUESTS or f"{CLIENT}.close" in names:
            yield Seed(site.module, site.node, site.function, RULE)
    for module in model.program.modules:
        for node in model.walk(module):
            if isinstance(node, ast.withitem) and CLIENT in model.kinds(node.context_expr):
                function = model.function(module, node)
                if function not in kept:
                    yield Seed(module, node.context_expr, function, "async-with")


def _websocket_functions(model: Model) -> set[Function]:
    """Return the functions that talk to a WebSocket through a client which they make themselves."""
    return {site.function for site in model.sites if _WEBSOCKET in site.externals and site.function is not None}


def rewrite(context: Context) -> None:
    """Await the requests, and make the client that gives them."""
    if not context.colour.causes:
        return
    kept = _websocket_functions(context.model)
    for seed in context.seeds(RULE):
        assert isinstance(seed.node, ast.Call)
        name = f"{CLIENT}.close"
        site = context.model.site(seed.node)
        if site is not None and name in site.externals and isinstance(seed.node.func, ast.Attribute):
            end = seed.module.end(seed.node.func)
            context.replace(seed.module, end - len("close"), end, "aclose", RULE)
        context.await_(seed.module, seed.node, RULE, "the client shares the test's event loop")
    for site in context.model.sites:
        if CLIENT in site.externals and site.function not in kept:
            _construct(context, site)
    for module in context.model.program.modules:
        for node in context.model.walk(module):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                parent = module.parents.get(node)
                called = isinstance(parent, ast.Call) and parent.func is node
                if (
                    External(CLIENT) in context.model.values(node)
                    and not called
                    and context.model.function(module, node) not in kept
                ):
                    context.rename(module, node, "httpx", "AsyncClient", RULE)
    context.test_requirements.add("httpx")


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
    if isinstance(module.parents.get(node), ast.withitem) and _has_lifespan(context):
        lead = f"{text}.router.lifespan_context({text}), "
    context.replace_node(
        module, node, f"{lead}{client}({', '.join(arguments)})", RULE, "the tests share the application's event loop"
    )


def _application(context: Context, module: Module, site: Site, app: ast.expr) -> str:
    """Return the application as an expression that can be written twice; a call gets a name of its own."""
    if not isinstance(app, ast.Call) or not isinstance(module.parents.get(site.node), ast.withitem):
        return module.segment(app)
    name = blocks.unused_name(context, module, site.node, "app", "application")
    blocks.insert_above(context, module, module.statement(site.node), [f"{name} = {module.segment(app)}"], RULE)
    return name


def _has_lifespan(context: Context) -> bool:
    """Whether any application of the program does something when it starts or stops."""
    for site in context.model.sites:
        makes = any(name == "fastapi.FastAPI" or name.endswith(("Starlette", "APIRouter")) for name in site.externals)
        if makes and any(keyword.arg in {"lifespan", "on_startup", "on_shutdown"} for keyword in site.node.keywords):
            return True
        if any(name.endswith((".on_event", ".add_event_handler")) for name in site.externals):
            return True
    return False
