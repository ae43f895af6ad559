"""The cases of the migration: each a small project before and after, with its own tests.

`cases/NAME/before` is what a person wrote, `cases/NAME/after` what `migrate` makes of it. `cases/NAME/expected.toml`
may say more; all its keys are optional::

    driver = "aiosqlite"     # given to `migrate`; without it the tool reads the project
    markers = ["AL901"]      # the codes left for a person, in the order of file and line
    exclude = ["legacy/*"]   # given to `migrate`
    observed = "observed.json"  # a record of `aiolift observe`, beside expected.toml
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiolift.migrate.plan import Plan

CASES = Path(__file__).parent / "cases"
MADE_BY_RUNNING = {"__pycache__", ".pytest_cache"}


@dataclass(frozen=True)
class Case:
    """One project before and after, and what is expected beside the files."""

    path: Path
    driver: str | None = None
    markers: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    observed: Path | None = None

    @property
    def name(self) -> str:
        """The name of its directory."""
        return self.path.name

    @property
    def before(self) -> Path:
        """The sync project."""
        return self.path / "before"

    @property
    def after(self) -> Path:
        """The async project, which the migration has to give."""
        return self.path / "after"

    def migrate(self, root: Path) -> Plan:
        """Plan the migration of `root` with this case's options."""
        from aiolift.migrate.run import migrate

        return migrate(root, driver=self.driver, exclude=self.exclude, observed=self.observed)


def read(path: Path) -> Case:
    """Return the case in the directory `path`; a key of expected.toml that nobody knows is a TypeError."""
    expected = path / "expected.toml"
    options = tomllib.loads(expected.read_text("utf-8")) if expected.exists() else {}
    lists = {name: tuple(value) for name, value in options.items() if isinstance(value, list)}
    if "observed" in options:
        options["observed"] = path / options["observed"]
    return Case(path, **{**options, **lists})


def all_cases() -> list[Case]:
    """Return the cases in the order of their names."""
    return [read(path) for path in sorted(CASES.iterdir()) if path.is_dir()]


def tree(root: Path) -> dict[str, bytes]:
    """Return each file under `root` with its bytes, without what running the project leaves behind."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not MADE_BY_RUNNING.intersection(path.parts)
    }


def migrated(root: Path, plan: Plan) -> dict[str, bytes]:
    """Return the files of `root` as they are after `plan`."""
    return {**tree(root), **{str(change.name): change.after for change in plan.changes}}


def write(root: Path, files: Mapping[str, bytes]) -> None:
    """Make `root` hold exactly `files`."""
    for name in tree(root).keys() - files.keys():
        (root / name).unlink()
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
