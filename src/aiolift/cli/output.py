"""Where the commands write: results on stdout, for people or as JSON; prompts, progress and errors on stderr."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console, RenderableType

#: Wide enough that nothing is folded where there is no window to fit into.
_PIPE_WIDTH = 10_000


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False, markup=False)
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    return console


stdout = _console(stderr=False)
stderr = _console(stderr=True)


def show(page: RenderableType) -> None:
    """Write `page` to stdout, without the blanks with which Rich fills its columns up."""
    with stdout.capture() as rendered:
        stdout.print(page)
    for line in rendered.get().splitlines():
        print(line.rstrip())


def print_json(data: Any) -> None:
    """Write `data` to stdout as JSON; what JSON has no form for becomes text."""
    print(json.dumps(data, ensure_ascii=False, indent=2, default=str))
