"""What an installed script calls stays a plain function."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from aiolift.migrate.entries.scripts import entry_points

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[project.scripts]\nservice = "main:start"\n'),
        ("pyproject.toml", '[tool.poetry.scripts]\nservice = "main:start"\n'),
        ("setup.cfg", "[options.entry_points]\nconsole_scripts =\n    service = main:start\n"),
    ],
)
def test_the_function_of_a_script(tmp_path: Path, converted: Callable[..., str], name: str, text: str) -> None:
    """It runs an event loop of its own, also for the main block, which calls it as before."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    code = converted("""\
        from db import count

        def start():
            print(count())

        def other():
            return count()

        if __name__ == "__main__":
            start()
    """)
    assert "@run_async\nasync def start():\n    print(await count())\n" in code
    assert code.endswith('async def other():\n    return await count()\n\nif __name__ == "__main__":\n    start()\n')


def test_unreadable_files_say_nothing(tmp_path: Path) -> None:
    """A setup.cfg or pyproject.toml that is none is reported by what changes it, not here."""
    (tmp_path / "setup.cfg").write_bytes(b"no section\n")
    (tmp_path / "pyproject.toml").write_bytes(b"\xff")
    names = [PurePosixPath("setup.cfg"), PurePosixPath("pyproject.toml"), PurePosixPath("main.py")]
    assert list(entry_points(tmp_path, names)) == []
