"""What the demo and the tour write: colours on a terminal, plain text in a pipe or a file."""

from __future__ import annotations

import json
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

INDENT = "    "
LINES_SHOWN = 4
WIDTH_IN_A_PIPE = 110


class Screen:
    """The standard output, and the few kinds of line that the tour knows."""

    def __init__(self) -> None:
        on_terminal = sys.stdout.isatty()
        self.console = Console(
            force_terminal=on_terminal,  # else FORCE_COLOR would put escape codes into a pipe
            width=None if on_terminal else WIDTH_IN_A_PIPE,
            highlight=False,
        )

    def heading(self, text: str) -> None:
        """Begin a part of the tour."""
        self._write(f"\n== {text} ==", "bold magenta")

    def command(self, text: str) -> None:
        """Show what is run."""
        self._write(f"$ {text}", "bold")

    def request(self, method: str, path: str, body: Any, *, with_token: bool) -> None:
        """Show what is asked."""
        self._write(f"\n> {method} {path}" + ("  (with a token)" if with_token else ""), "bold cyan")
        if body is not None:
            self.line(_json(body))

    def answer(self, status: int, body: Any) -> None:
        """Show what came back, in few lines: long lines and lists are cut where an ellipsis stands."""
        self._write(f"< {status} {HTTPStatus(status).phrase}", "bold green" if status < 400 else "bold yellow")
        for line in self._lines(body):
            self.line(line)

    def line(self, text: str) -> None:
        """Show a line of an answer, cut to the width of the screen."""
        shown = Text(INDENT + text)
        shown.truncate(self.console.width, overflow="ellipsis")  # counts the two columns that 한 takes
        self.console.print(shown)

    def note(self, text: str) -> None:
        """Say why something matters."""
        self._write(f"  # {text}", "dim italic")

    def failure(self, text: str, log: str = "") -> None:
        """Say what went wrong, with the end of the server's log."""
        self._write(f"\nFailed: {text}", "bold red")
        if log:
            self._write("The server wrote:\n" + "\n".join(log.splitlines()[-40:]), "")

    def _write(self, text: str, style: str) -> None:
        self.console.print(Text(text, style), soft_wrap=True)

    def _lines(self, body: Any) -> Iterator[str]:
        whole = body if isinstance(body, str) else _json(body)
        if "\n" not in whole and len(INDENT + whole) < self.console.width:
            yield whole
        elif isinstance(body, dict):
            yield from (f"{name}: {_json(value)}" for name, value in body.items())
        else:
            items = body.splitlines() if isinstance(body, str) else [_json(item) for item in body]
            yield from items[:LINES_SHOWN]
            if len(items) > LINES_SHOWN:
                yield f"… and {len(items) - LINES_SHOWN} more"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
