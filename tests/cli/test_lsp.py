"""`aiolift lsp`, as a person types it."""

import pytest
from typer.testing import CliRunner

from aiolift.cli import lsp
from aiolift.cli.app import app


def test_without_pygls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pygls is not installed, the error names the extra."""
    monkeypatch.setattr(lsp, "find_spec", lambda _: None)
    done = CliRunner().invoke(app, ["lsp"])
    assert done.exit_code == 2
    assert "pip install 'aiolift[lsp]'" in done.output


def test_help() -> None:
    """The help shows how an editor starts it."""
    done = CliRunner().invoke(app, ["lsp", "--help"])
    assert done.exit_code == 0
    assert "vim.lsp.config" in done.output
    assert "docs/editors.md" in done.output
