"""The progress bar of the commands."""

from __future__ import annotations

from time import monotonic

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from aiolift.cli.output import stderr

#: Seconds between two pictures of the bar.
_PAUSE = 0.1


class Bar:
    """A `program.progress.Progress` on stderr. It is seen on a terminal only, and is gone at the end."""

    def __init__(self) -> None:
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=stderr,
            transient=True,
            auto_refresh=False,  # by a thread, beside which no process can be forked
            disable=not stderr.is_terminal,
        )
        self._shown = 0.0
        self._task: TaskID | None = None

    def __enter__(self) -> Bar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def start(self, stage: str, total: int) -> None:
        """Begin a stage of `total` steps; 0 where their number is not known."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(stage, total=total or None)
        self._show()

    def advance(self, n: int = 1) -> None:
        """Finish `n` more steps of the stage."""
        if self._task is not None:
            self._bar.advance(self._task, n)
            if monotonic() - self._shown > _PAUSE:
                self._show()

    def _show(self) -> None:
        self._bar.refresh()
        self._shown = monotonic()
