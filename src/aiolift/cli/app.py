"""The command table of `aiolift`."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from aiolift.cli.commands import Commands

app = typer.Typer(
    name="aiolift",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,  # they print local variables, and so passwords
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"aiolift {version('aiolift')}")
        raise typer.Exit


@app.callback()
def aiolift(
    show_version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """An async data layer for FastAPI and SQLModel on MySQL: its tools.

    Try [bold]aiolift migrate .[/bold], which changes nothing, [bold]aiolift lint .[/bold],
    [bold]aiolift db check --url mysql://user@127.0.0.1/travel[/bold], and [bold]--help[/bold] after any of them.
    """
