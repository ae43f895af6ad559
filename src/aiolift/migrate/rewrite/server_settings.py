"""libpq's `options` and `application_name` in `connect_args` become asyncpg's `server_settings`.

https://magicstack.github.io/asyncpg/current/api/index.html#asyncpg.connection.connect and
https://www.postgresql.org/docs/current/config-setting.html#CONFIG-SETTING-SHELL for what `options` may hold.
"""

from __future__ import annotations

import ast
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

_WHY = "asyncpg sends the server's settings so"


def move(context: Context, module: Module, given: ast.Dict, rule: str) -> set[str]:
    """Write the settings in a literal `connect_args` as asyncpg takes them; return the keys that went."""
    texts = {
        key.value: text
        for key, value in zip(given.keys, given.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and (text := _text(module, key.value, value))
    }
    if not texts or any(isinstance(key, ast.Constant) and key.value == "server_settings" for key in given.keys):
        return set()
    written = f'"server_settings": {{{", ".join(texts.values())}}}'
    last = module.start(given) + 1
    for key, value in zip(given.keys, given.values, strict=True):
        if isinstance(key, ast.Constant) and key.value in texts:
            start = module.start(key) if written else last
            context.replace(module, start, module.end(value), written, rule, _WHY)
            written = ""
        last = module.end(value)
    return set(texts)


def _text(module: Module, key: str, value: ast.expr) -> str | None:
    """Return what stands for an option in `server_settings`; None for other options, and where it is computed."""
    if key == "application_name":
        return f'"application_name": {module.segment(value)}'
    if key == "options" and isinstance(value, ast.Constant) and isinstance(value.value, str):
        settings = list(_settings(shlex.split(value.value)))
        if settings and None not in settings:
            return ", ".join(f'"{name}": "{text}"' for name, text in filter(None, settings))
    return None


def _settings(words: list[str]) -> Iterator[tuple[str, str] | None]:
    """Yield the settings of `-c name=value`, `-cname=value` and `--name=value`, and None for any other option."""
    waiting = iter(words)
    for word in waiting:
        setting = next(waiting, "") if word == "-c" else word.removeprefix("--").removeprefix("-c")
        name, equals, text = setting.partition("=")
        known = word.startswith(("-c", "--")) and equals and '"' not in text and "\\" not in text
        yield (name.replace("-", "_"), text) if known else None
