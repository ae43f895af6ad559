"""The language server as an editor meets it: a process, and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types
from typer.testing import CliRunner

from aiolift.cli.app import app
from tests.lsp.editor import applied, editor

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "from infrastructure import engine\nfrom sqlmodel.ext.asyncio.session import AsyncSession\n\n\n"
WRONG = HEAD + "async def save() -> None:\n    async with AsyncSession(engine) as session:\n        {line}\n"
FORGOTTEN = WRONG.format(line='print("제주 🌋", session.commit())')
STATEMENT = WRONG.format(line="session.commit()")
RIGHT = WRONG.format(line="await session.commit()")
SLEEPING = "import time\n\n\ndef pause() -> None:\n    time.sleep(1)\n\n\nasync def wait() -> None:\n    pause()\n"


async def test_while_typing(tmp_path: Path) -> None:
    """Findings follow the text that is open and not the file: they come, stand at the right columns, and go."""
    (tmp_path / "save.py").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "sleeping.py").write_text(SLEEPING, encoding="utf-8")
    async with editor(tmp_path) as user:
        (blocking,) = await user.codes("sleeping.py", ["AL603"])  # of a file that is not open
        assert blocking.related_information
        assert blocking.related_information[-1].location.range.start.line == 4
        user.open("save.py", FORGOTTEN)
        (found,) = await user.codes("save.py", ["AL101"])
        line = FORGOTTEN.splitlines()[found.range.start.line].encode("utf-16-le")
        span = line[found.range.start.character * 2 : found.range.end.character * 2].decode("utf-16-le")
        assert span == "session.commit()"
        assert found.severity == types.DiagnosticSeverity.Warning
        assert found.source == "aiolift"
        assert found.code_description is not None
        assert found.code_description.href.startswith("https://")
        user.change("save.py", FORGOTTEN.replace(")\n", ")  # noqa: AL101\n"))
        await user.codes("save.py", [])
        user.change("save.py", RIGHT + "def (\n")
        (broken,) = await user.codes("save.py", ["AL001"])
        assert (broken.severity, broken.range.start.line) == (types.DiagnosticSeverity.Error, 7)
        assert user.versions[user.uri("save.py")] == 3, "the second change of the text that was opened as the first"
        assert user.versions[user.uri("sleeping.py")] is None
        user.open("new.py", STATEMENT)  # which no file holds
        await user.codes("new.py", ["AL101"])
        user.close("new.py")
        await user.codes("new.py", [])
        user.close("save.py")
        await user.codes("save.py", [])
        await user.until(lambda: user.registered == ["workspace/didChangeWatchedFiles"])
        (tmp_path / "sleeping.py").write_text(SLEEPING.replace("time.sleep(1)", "pass"), encoding="utf-8")
        user.report("sleeping.py")
        await user.codes("sleeping.py", [])
        assert await user.leave() == 0


async def test_fixes(tmp_path: Path) -> None:
    """A quick fix, and all of a file, write what ``aiolift lint --fix`` writes."""
    twice = STATEMENT + "\n\n" + STATEMENT.removeprefix(HEAD).replace("save", "제주")
    (tmp_path / "save.py").write_text(twice, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.aiolift]\nignore = ["AL603"]\n')
    (tmp_path / "sleeping.py").write_text(SLEEPING, encoding="utf-8")
    async with editor(tmp_path) as user:
        assert user.capabilities.code_action_provider is not None
        user.open("save.py", twice)
        await user.codes("save.py", ["AL101", "AL101"])
        one, everything = await user.actions("save.py", 6)
        assert one.diagnostics is not None
        assert [(found.code, found.range.start.line) for found in one.diagnostics] == [("AL101", 6)]
        assert (one.kind, everything.kind) == ("quickfix", "source.fixAll.aiolift")
        assert [action.kind for action in await user.actions("save.py", 0)] == ["source.fixAll.aiolift"]
        assert [action.kind for action in await user.actions("save.py", 6, "quickfix")] == ["quickfix"]
        assert [action.kind for action in await user.actions("save.py", 6, "source")] == ["source.fixAll.aiolift"]
        assert await user.actions("save.py", 6, "refactor") == []
        assert edited(one, user.uri("save.py"), twice) == twice.replace("session.commit()", "await session.commit()", 1)
        fixed = edited(everything, user.uri("save.py"), twice)
        user.change("save.py", fixed)
        assert await user.actions("save.py", 6) == []  # waits for the new text's findings
        (tmp_path / "pyproject.toml").write_text("[tool.aiolift]\nselct = []\n")
        user.change("save.py", fixed + "\n")
        await user.until(lambda: bool(user.messages))
        assert "tool.aiolift.selct" in user.messages[0]
        assert await user.leave() == 0
    (tmp_path / "pyproject.toml").unlink()
    assert CliRunner().invoke(app, ["lint", str(tmp_path), "--fix", "--select", "AL1"]).exit_code == 0
    assert (tmp_path / "save.py").read_text(encoding="utf-8") == fixed


def edited(action: types.CodeAction, uri: str, text: str) -> str:
    """Return a text with the edit of an action made."""
    assert action.edit is not None
    assert action.edit.changes is not None
    return applied(text, list(action.edit.changes[uri]))
