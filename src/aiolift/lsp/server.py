"""The language server: what the editor says of its texts, and what it is told of them."""

from __future__ import annotations

import traceback
from importlib.metadata import version
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from aiolift.errors import AioliftError
from aiolift.lsp.actions import KINDS, actions
from aiolift.lsp.diagnostics import SOURCE, Diagnostics, path_of
from aiolift.lsp.runs import Runs
from aiolift.program.tree import home

if TYPE_CHECKING:
    from pathlib import Path

    from aiolift.lsp.study import Study
    from aiolift.program.text import TextFile


#: Files of which a change on disk can change findings.
_WATCHED = ("**/*.py", "**/pyproject.toml")


class LintServer(LanguageServer):
    """`aiolift lint` for an editor: diagnostics of the whole program after each change, and fixes for them."""

    def __init__(self) -> None:
        super().__init__(SOURCE, version("aiolift"))
        self.runs = Runs(self._texts, self._publish, self._complain)
        self._studies: dict[Path, Study] = {}
        self._published: dict[Path, set[str]] = {}
        self._complaint = ""

    def changed(self, uri: str) -> None:
        """Lint the folder of a text anew."""
        path = path_of(uri)
        if path is not None:
            self.runs.start(self._root(path))

    def start_all(self) -> None:
        """Lint every folder that the editor has open."""
        for uri in self.workspace.folders:
            root = path_of(uri)
            if root is not None:
                self.runs.start(root)

    def watch_files(self) -> None:
        """Ask the editor to report what changes on disk, where it can."""
        workspace = self.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace is not None else None
        if watched is not None and watched.dynamic_registration:
            watchers = [types.FileSystemWatcher(glob) for glob in _WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            event = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            self.client_register_capability(types.RegistrationParams([types.Registration(event, event, options)]))

    async def code_actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Return the fixes for a range of a text as it is now."""
        uri = params.text_document.uri
        path = path_of(uri)
        if path is None:
            return []
        root = self._root(path)
        await self.runs.settled(root)
        study = self._studies.get(root)
        file = study.file(path) if study is not None else None
        if study is None or file is None or file.text != self.workspace.get_text_document(uri).source:
            return []
        return list(actions(study, file, params, self._said()))

    def _root(self, path: Path) -> Path:
        """Return the folder that a file is studied with: the innermost one of the editor, or its package's."""
        folders = [folder for folder in map(path_of, self.workspace.folders) if folder is not None]
        around = [folder for folder in folders if path.is_relative_to(folder)]
        return max(around, key=lambda folder: len(folder.parts)) if around else home(path)

    def _texts(self) -> dict[Path, str]:
        documents = ((path_of(uri), document.source) for uri, document in self.workspace.text_documents.items())
        return {path: text for path, text in documents if path is not None}

    def _uri(self, path: Path) -> str:
        """Return the editor's own name for a file that it has open, as each writes names in its way."""
        return next((uri for uri in self.workspace.text_documents if path_of(uri) == path), path.as_uri())

    def _said(self) -> Diagnostics:
        return Diagnostics(self.workspace.position_codec, self._uri)

    def _publish(self, study: Study) -> None:
        """Tell the editor of each file with findings, and of those that have none any more."""
        self._studies[study.root] = study
        self._complaint = ""
        said = self._said()
        found = {finding.place.name for finding in study.linted.findings}
        published = {self._uri(file.path): file for file in study.linted.files if file.name in found}
        for uri in {*published, *self._published.get(study.root, ())}:
            file = published.get(uri)
            diagnostics = said.of(study, file) if file is not None else []
            params = types.PublishDiagnosticsParams(uri, diagnostics, self._version(uri, file))
            self.text_document_publish_diagnostics(params)
        self._published[study.root] = set(published)

    def _version(self, uri: str, file: TextFile | None) -> int | None:
        """Return the editor's number of the text that was studied, where that is the one it has now."""
        document = self.workspace.text_documents.get(uri)
        return document.version if document is not None and file is not None and document.source == file.text else None

    def _complain(self, error: Exception) -> None:
        """Show an error, once while it lasts: it comes back with every key that is pressed."""
        said = str(error) if isinstance(error, AioliftError) else "".join(traceback.format_exception(error))
        if said != self._complaint:
            self._complaint = said
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"aiolift: {said}"))


def make() -> LintServer:
    """Return a server, ready to be started."""
    server = LintServer()
    for event in (
        types.TEXT_DOCUMENT_DID_OPEN,
        types.TEXT_DOCUMENT_DID_CHANGE,
        types.TEXT_DOCUMENT_DID_SAVE,
        types.TEXT_DOCUMENT_DID_CLOSE,
    ):
        server.feature(event)(_text_changed)
    server.feature(types.INITIALIZED)(_initialized)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(_files_changed)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=KINDS))(_code_actions)
    server.feature(types.SHUTDOWN)(_shutdown)
    return server


def _text_changed(
    server: LintServer,
    params: types.DidOpenTextDocumentParams
    | types.DidChangeTextDocumentParams
    | types.DidSaveTextDocumentParams
    | types.DidCloseTextDocumentParams,
) -> None:
    server.changed(params.text_document.uri)


def _initialized(server: LintServer, _: types.InitializedParams) -> None:
    server.start_all()
    server.watch_files()


def _files_changed(server: LintServer, params: types.DidChangeWatchedFilesParams) -> None:
    for change in params.changes:
        server.changed(change.uri)


async def _code_actions(server: LintServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    return await server.code_actions(params)


def _shutdown(server: LintServer, _: None) -> None:
    server.runs.stop()
