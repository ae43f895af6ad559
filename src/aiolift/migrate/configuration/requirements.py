"""Requirements files for pip: a requirement changes in its place, a new one stands on a line below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiolift.analysis.requirements.declared import listed
from aiolift.migrate.configuration.decide import decide
from aiolift.program.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.migrate.configuration.decide import Scope
    from aiolift.migrate.configuration.needs import Needs
    from aiolift.program.text import TextFile

RULE = "requirements"
_WHY = "the async driver and its tests need it"
#: pip-compile says below a requirement where it comes from.
_VIA = re.compile(r"(?:(?:\r\n|\r|\n)[ \t]+#[^\r\n]*)+")
_HASH = re.compile(r"(?m)^[^#\r\n]*--hash[= ]")


def is_hashed(file: TextFile) -> bool:
    """Whether the file gives hashes, so that pip takes nothing that has none: only its generator can renew it."""
    return _HASH.search(file.text) is not None


def edits(file: TextFile, needs: Needs, scope: Scope) -> Iterator[Edit]:
    """Yield the edits of a requirements file without hashes."""
    found = list(listed(file))
    written = [file.text[item.start : item.end] for item in found]
    for change in decide(written, needs, scope):
        item, texts = found[change.index], change.texts
        if not texts:
            yield _without_line(file, item.start, item.line_end)
            continue
        if texts[0] != written[change.index]:
            yield Edit(item.start, item.end, texts[0], RULE, _WHY)
        if texts[1:]:
            via = _VIA.match(file.text, item.line_end)
            end = via.end() if via else item.line_end
            yield Edit(end, end, "".join(f"{file.newline}{text}" for text in texts[1:]), RULE, _WHY)


def _without_line(file: TextFile, start: int, end: int) -> Edit:
    """Remove the requirement's line, its ending and what pip-compile said below it."""
    via = _VIA.match(file.text, end)
    end = via.end() if via else end
    ending = re.compile(r"\r\n|\r|\n|$").match(file.text, end)
    return Edit(file.line_starts[file.line_of(start) - 1], ending.end() if ending else end, "", RULE, "replaced")
