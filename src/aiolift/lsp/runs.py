"""When a folder is linted: a moment after the last change, apart from the editor's messages, the newest change only."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from aiolift.lsp.study import study

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from aiolift.lsp.study import Study

    Texts = Callable[[], Mapping[Path, str]]

#: Seconds without a change before a folder is linted.
_PAUSE = 0.3


class Superseded(Exception):  # noqa: N818 -- no error: nobody waits for the result any more
    """A newer run has taken the place of this one."""


class Supersedable:
    """A `Progress` that ends the work which tells it of its progress."""

    def __init__(self) -> None:
        self.is_superseded = False

    def start(self, stage: str, total: int) -> None:
        """Go on, or end."""
        self.advance()

    def advance(self, n: int = 1) -> None:
        """Go on, or end.

        :raises Superseded: see there.
        """
        if self.is_superseded:
            raise Superseded


class Runs:
    """The studies of a server's folders, of which one runs at a time, in a thread.

    :param texts: returns what is open in the editor.
    :param done: called in the event loop with each study.
    :param failed: called in the event loop with what a study raised instead.
    """

    def __init__(self, texts: Texts, done: Callable[[Study], None], failed: Callable[[Exception], None]) -> None:
        self._texts = texts
        self._done = done
        self._failed = failed
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aiolift-lint")
        self._running: dict[Path, tuple[asyncio.Task[None], Supersedable]] = {}

    def start(self, root: Path) -> None:
        """Lint a folder soon; a run of it that has not ended is dropped."""
        self._drop(root)
        progress = Supersedable()
        self._running[root] = asyncio.get_running_loop().create_task(self._run(root, progress)), progress

    async def settled(self, root: Path) -> None:
        """Wait until no run of a folder is left."""
        while root in self._running and not self._running[root][0].done():
            await asyncio.wait([self._running[root][0]])

    def stop(self) -> None:
        """Drop all runs, for good."""
        for root in self._running:
            self._drop(root)
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _drop(self, root: Path) -> None:
        if root in self._running:
            task, progress = self._running[root]
            progress.is_superseded = True
            task.cancel()

    async def _run(self, root: Path, progress: Supersedable) -> None:
        await asyncio.sleep(_PAUSE)
        try:
            work = asyncio.get_running_loop().run_in_executor(self._thread, study, root, self._texts(), progress)
            found = await work
        except Superseded:
            return
        except Exception as error:  # noqa: BLE001 -- the server goes on; the editor shows it
            self._failed(error)
        else:
            self._done(found)
