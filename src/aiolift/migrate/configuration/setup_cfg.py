"""The requirements in `setup.cfg`: one on each line of `install_requires` and of the extras.

https://setuptools.pypa.io/en/latest/userguide/declarative_config.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiolift.migrate.configuration import ini
from aiolift.migrate.configuration.decide import decide
from aiolift.program.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.migrate.configuration.decide import Scope
    from aiolift.migrate.configuration.needs import Needs
    from aiolift.program.text import TextFile

RULE = "requirements"
_WHY = "the async driver and its tests need it"
_ITEM = re.compile(r"(?P<lead>(?:\r\n|\r|\n)[ \t]+)(?P<text>[^\s#;][^\r\n]*)")


def edits(file: TextFile, needs: Needs, scope: Scope) -> Iterator[Edit]:
    """Yield the edits of the lists of requirements in `setup.cfg`."""
    for value in ini.values(file):
        if (value.section, value.key) != ("options", "install_requires") and value.section != "options.extras_require":
            continue
        yield from list_edits(file, value, needs, scope)


def list_edits(file: TextFile, value: ini.Value, needs: Needs, scope: Scope) -> Iterator[Edit]:
    """Yield the edits of one value that lists a requirement on each line."""
    items = list(_ITEM.finditer(file.text, value.start, value.end))
    for change in decide([item["text"].rstrip() for item in items], needs, scope):
        item = items[change.index]
        lines = item["lead"].join(change.texts)
        start = item.start("text") if change.texts else item.start()
        yield Edit(start, item.start("text") + len(item["text"].rstrip()), lines, RULE, _WHY)
