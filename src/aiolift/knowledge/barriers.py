"""Why a function cannot become async: Python or a library calls it and does not await."""

from __future__ import annotations

import re

from aiolift.knowledge.callbacks import SYNC_RUNNER_DECORATORS, runs
from aiolift.knowledge.test_hooks import CLASS_HOOKS, UNITTEST

#: Special methods that have an async form, and it.
ASYNC_SPECIAL = {"__enter__": "__aenter__", "__exit__": "__aexit__", "__iter__": "__aiter__", "__next__": "__anext__"}
_SPECIAL_THAT_MAY = {*ASYNC_SPECIAL, *ASYNC_SPECIAL.values(), "__call__"}

#: External decorators that make a function something which nobody awaits, by reason.
_DECORATORS = {
    "property": (
        "builtins.property", "functools.cached_property", "sqlalchemy.ext.hybrid.hybrid_property",
        "pydantic.computed_field", "pydantic.computed_field()", "sqlalchemy.orm.declared_attr",
        "sqlalchemy.ext.hybrid.hybrid_method",
    ),
    "validator": (
        "pydantic.validator()", "pydantic.field_validator()", "pydantic.root_validator()",
        "pydantic.model_validator()", "pydantic.root_validator", "pydantic.field_serializer()",
        "pydantic.model_serializer()", "pydantic.class_validators.validator()",
        "pydantic.functional_validators.field_validator()", "sqlalchemy.orm.validates()", "pydantic.model_serializer",
        "pydantic.validate_call",
    ),
    "cached": (
        "functools.lru_cache", "functools.lru_cache()", "functools.cache", "cachetools.cached()",
        "cachetools.func.ttl_cache()",
    ),
}  # fmt: skip
#: Libraries whose decorators register a function that they call and do not await, by the start of the dotted name.
_CALLING = (
    "telebot.TeleBot.", "blinker.", "schedule.", "flask.", "bottle.", "paho.mqtt.", "django.dispatch.", "dash.",
    "streamlit.", "celery.signals.",
)  # fmt: skip
#: Decorators whose function is run by a command line, a scheduler or a queue, by the end of their dotted name.
_COMMANDS = (
    "Typer.command()",
    "Typer().command()",
    "click.command()",
    "click.group()",
    ".command()",
    ".callback()",
    "click.command",
    ".task",
    ".task()",
    "shared_task",
    "shared_task()",
    ".scheduled_job()",
    ".on_after_configure.connect",
    ".cli.command()",
    ".actor",
    ".actor()",
    ".job()",
)
#: Methods of external classes that the library calls and does not await.
_OVERRIDES = {
    ("threading.Thread", "run"), ("multiprocessing.Process", "run"), ("logging.Handler", "emit"),
    ("logging.Filter", "filter"), ("logging.Formatter", "format"), ("json.JSONEncoder", "default"),
    ("argparse.Action", "__call__"), ("pydantic_settings.BaseSettings", "settings_customise_sources"),
    ("html.parser.HTMLParser", "handle_data"), ("pydantic.BaseModel", "model_post_init"),
    ("sqlmodel.SQLModel", "model_post_init"), ("pydantic.BaseModel", "model_dump"),
    ("starlette_admin.BaseView", "is_accessible"),
    *((base, name) for base in ("sqladmin.ModelView", "sqladmin.BaseView") for name in ("is_accessible", "is_visible")),
    *((UNITTEST, name) for name in CLASS_HOOKS),
    # https://docs.celeryq.dev/en/stable/userguide/tasks.html#handlers
    *((base, name) for base in ("celery.Task", "celery.app.task.Task")
      for name in ("before_start", "after_return", "on_failure", "on_retry", "on_success")),
}  # fmt: skip
#: Functions of Gunicorn's configuration file that its processes call: https://docs.gunicorn.org/en/stable/settings.html
GUNICORN = re.compile(r"gunicorn\w*(\.conf|_conf\w*|_config)?\.py")
GUNICORN_HOOKS = frozenset({
    "on_starting", "on_reload", "when_ready", "pre_fork", "post_fork", "post_worker_init", "worker_int", "worker_abort",
    "pre_exec", "pre_request", "post_request", "child_exit", "worker_exit", "nworkers_changed", "on_exit",
})  # fmt: skip
#: Calls that give the driver's own connection, whose cursors work inside of SQLAlchemy's greenlet only.
DRIVERS_OWN = frozenset({"sqlalchemy.Engine.raw_connection"})


def by_name(name: str, externals: frozenset[str]) -> str | None:
    """Return the reason that a function's own name and its class's external bases give."""
    if name in {"__init__", "__new__", "__post_init__"}:
        return "init"
    if name.startswith("__") and name.endswith("__") and name not in _SPECIAL_THAT_MAY:
        return "special"
    if any((base, name) in _OVERRIDES for base in externals):
        return "override"
    return None


def by_decorator(decorators: list[str]) -> str | None:
    """Return the reason that external decorators give."""
    for name in decorators:
        for reason, names in _DECORATORS.items():
            if name in names:
                return reason
        if name.endswith((".setter", ".deleter")):
            return "property"
        if name in SYNC_RUNNER_DECORATORS:
            return "island"
        if name.startswith(_CALLING) and not name.endswith(".command()"):
            return "callback"
        if name.endswith(_COMMANDS) or runs(name):
            return "command"
    return None
