"""`aiolift lsp`: the language server, for an editor to start."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from aiolift.cli.failures import CommandError

EXAMPLES = """Examples, more of them in docs/editors.md:

Neovim:  vim.lsp.config("aiolift", {cmd = {"aiolift", "lsp"}, filetypes = {"python"}})

Helix:   \\[language-server.aiolift] in languages.toml, with command = "aiolift" and args = \\["lsp"]
"""


def lsp(
    stdio: Annotated[bool, typer.Option("--stdio", hidden=True)] = True,  # some editors say it
) -> None:
    """Start a language server on standard input and output: the findings of `aiolift lint` while you type, and fixes.

    It lints the folders that the editor has open, with the texts that are not saved yet. It needs the extra `lsp`.
    """
    if find_spec("pygls") is None:
        raise CommandError("the language server needs pygls, not installed: pip install 'aiolift[lsp]'")
    from aiolift.lsp.server import make

    make().start_io()
