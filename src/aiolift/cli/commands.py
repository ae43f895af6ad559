"""The commands of `aiolift`. A command's module is imported when it is run: each brings a part of the tools with it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer

from aiolift.cli.failures import ShowingErrors

#: In the order of `aiolift --help`. Each has a module of its name, with a function or a group of that name.
_NAMES = ("migrate", "lint", "lsp", "explain", "db", "bench", "observe")


class Commands(ShowingErrors):
    """The commands by their names."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Return the names in the order of `--help`."""
        del ctx
        return list(_NAMES)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        """Import a command."""
        del ctx
        if cmd_name not in _NAMES:
            return None
        module = import_module(f"aiolift.cli.{cmd_name}")
        found = getattr(module, cmd_name)
        if isinstance(found, typer.Typer):
            return typer.main.get_group(found)
        alone = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)
        alone.command(cmd_name, epilog=module.EXAMPLES)(found)
        return typer.main.get_command(alone)
