"""An editor that speaks with a real `aiolift lsp`, as pygls' own client."""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.lsp.client import LanguageClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

#: Seconds after which nothing is waited for any more.
PATIENCE = 60


class Editor:
    """Texts, and what the server says of them."""

    def __init__(self, folder: Path) -> None:
        self.client = LanguageClient("editor", "1")
        self.folder = folder
        self.messages: list[str] = []
        self.registered: list[str] = []
        self.versions: dict[str, int | None] = {}
        self.capabilities: types.ServerCapabilities
        self._diagnostics: dict[str, list[types.Diagnostic]] = defaultdict(list)
        self._told = asyncio.Condition()
        self._version = 1

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        async def take(params: types.PublishDiagnosticsParams) -> None:
            async with self._told:
                self._diagnostics[params.uri] = list(params.diagnostics)
                self.versions[params.uri] = params.version
                self._told.notify_all()

        @self.client.feature(types.CLIENT_REGISTER_CAPABILITY)
        async def register(params: types.RegistrationParams) -> None:
            async with self._told:
                self.registered += [one.method for one in params.registrations]
                self._told.notify_all()

        @self.client.feature(types.WINDOW_SHOW_MESSAGE)
        async def show(params: types.ShowMessageParams) -> None:
            async with self._told:
                self.messages.append(params.message)
                self._told.notify_all()

    def uri(self, name: str) -> str:
        """The server's name for a file."""
        return (self.folder / name).as_uri()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for the server to say something that makes a condition true."""
        async with asyncio.timeout(PATIENCE), self._told:
            await self._told.wait_for(condition)

    async def codes(self, name: str, expected: list[str]) -> list[types.Diagnostic]:
        """Wait for the diagnostics of a file, which have these codes."""
        await self.until(lambda: [one.code for one in self._diagnostics[self.uri(name)]] == expected)
        return self._diagnostics[self.uri(name)]

    def open(self, name: str, text: str) -> None:
        """Open a text, which the file of that name need not hold."""
        document = types.TextDocumentItem(self.uri(name), "python", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))

    def change(self, name: str, text: str) -> None:
        """Change a text."""
        self._version += 1
        document = types.VersionedTextDocumentIdentifier(self._version, self.uri(name))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def close(self, name: str) -> None:
        """Close a text without saving it."""
        document = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    def report(self, name: str) -> None:
        """Report that a file has changed on disk."""
        change = types.FileEvent(self.uri(name), types.FileChangeType.Changed)
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))

    async def actions(self, name: str, line: int, *only: str) -> list[types.CodeAction]:
        """Ask for the fixes at the start of a line, counted from 0."""
        place = types.Range(types.Position(line, 0), types.Position(line, 99))
        context = types.CodeActionContext(diagnostics=[], only=list(only) or None)
        asked = types.CodeActionParams(types.TextDocumentIdentifier(self.uri(name)), place, context)
        async with asyncio.timeout(PATIENCE):
            found = await self.client.text_document_code_action_async(asked)
        return [one for one in found or () if isinstance(one, types.CodeAction)]

    async def leave(self) -> int:
        """Shut the server down, and return its exit code."""
        async with asyncio.timeout(PATIENCE):
            await self.client.shutdown_async(None)
            self.client.exit(None)
            return await self.process.wait()

    @property
    def process(self) -> asyncio.subprocess.Process:
        """The server's process."""
        process = self.client._server
        assert process is not None
        return process


@asynccontextmanager
async def editor(folder: Path) -> AsyncIterator[Editor]:
    """An editor with one folder open, beside a server that ends with it."""
    editor = Editor(folder)
    async with asyncio.timeout(PATIENCE):
        await editor.client.start_io(sys.executable, "-m", "aiolift", "lsp")
        watched = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
        workspace = types.WorkspaceClientCapabilities(did_change_watched_files=watched)
        capabilities = types.ClientCapabilities(workspace=workspace)
        root = types.WorkspaceFolder(folder.as_uri(), "project")
        params = types.InitializeParams(capabilities, workspace_folders=[root])
        editor.capabilities = (await editor.client.initialize_async(params)).capabilities
        editor.client.initialized(types.InitializedParams())
    try:
        yield editor
    finally:
        if editor.process.returncode is None:
            editor.process.kill()
        async with asyncio.timeout(PATIENCE):
            await editor.client.stop()


def applied(text: str, edits: list[types.TextEdit]) -> str:
    """Return a text with edits made, whose columns count UTF-16 units."""
    lines = text.splitlines(keepends=True)

    def offset(position: types.Position) -> int:
        before = sum(len(line) for line in lines[: position.line])
        line = lines[position.line] if position.line < len(lines) else ""
        return before + len(line.encode("utf-16-le")[: position.character * 2].decode("utf-16-le"))

    for edit in sorted(edits, key=lambda edit: offset(edit.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text
