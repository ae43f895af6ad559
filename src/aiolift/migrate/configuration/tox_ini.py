"""The requirements in `tox.ini`: those of the environments, one on each line of `deps`.

https://tox.wiki/en/latest/config.html#deps
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate.configuration import ini
from aiolift.migrate.configuration.setup_cfg import list_edits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.migrate.configuration.decide import Scope
    from aiolift.migrate.configuration.needs import Needs
    from aiolift.program.edits import Edit
    from aiolift.program.text import TextFile


def edits(file: TextFile, needs: Needs, scope: Scope) -> Iterator[Edit]:
    """Yield the edits of the environments' requirements; lines of one factor (`py311: …`) are left alone."""
    for value in ini.values(file):
        if value.section.partition(":")[0] == "testenv" and value.key == "deps":
            yield from list_edits(file, value, needs, scope)
