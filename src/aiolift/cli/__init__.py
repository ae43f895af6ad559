"""The command line: `aiolift`. It needs the extra `tools`; the runtime never imports it."""

from __future__ import annotations

import sys
import traceback
from importlib.util import find_spec

#: The commands that study a program, and then end.
_STUDIES = frozenset({"explain", "lint", "migrate"})
#: A chain of 300 calls, or as many branches of `elif`, takes more frames than the 1,000 that Python allows; this many
#: fit on the main thread's stack: 8 MB, but 2 MB on Windows.
_DEEPEST = 2_500 if sys.platform == "win32" else 10_000
#: The commands that connect to a database.
_CONNECTING = frozenset({"bench", "db"})


def main() -> None:
    """Run `aiolift` on the arguments of this process."""
    missing = [package for package in ("typer", "rich") if find_spec(package) is None]
    if missing:
        names = " and ".join(missing)
        print(f"error: the command line needs {names}, not installed: pip install 'aiolift[tools]'", file=sys.stderr)
        sys.exit(2)
    from aiolift.cli.app import app
    from aiolift.program import collector

    if _STUDIES.isdisjoint(sys.argv[1:2]):
        collector.spare_the_end()
    else:
        collector.stop()
        sys.setrecursionlimit(max(sys.getrecursionlimit(), _DEEPEST))
    if not _CONNECTING.isdisjoint(sys.argv[1:2]):
        import stamina

        stamina.instrumentation.set_on_retry_hooks(())  # they would write a line to stderr for each attempt
    try:
        app()
    except Exception:  # noqa: BLE001 -- Python itself would end with 1, which says that there are findings
        traceback.print_exc()
        print("error: this is a defect of aiolift; please report it with the lines above", file=sys.stderr)
        sys.exit(2)
