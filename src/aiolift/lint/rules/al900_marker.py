"""AL901 and on: what a migration has left to a person."""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

from aiolift.knowledge.markers import MARKERS, MarkerKind
from aiolift.lint.finding import Finding, Place
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.subject import Subject
    from aiolift.program.source import Module

_MARKER = re.compile(r"# aiolift: (AL9\d\d)\b[^\r\n]*")


class Marker(Rule):
    """`aiolift migrate` leaves a comment where a database call stands in code that cannot await, and where no bridge is
    right. The code below it is broken, or still sync, until a person has decided: then the comment goes.
    """

    source = (
        "https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#preventing-implicit-io-when-using-asyncsession"
    )

    def __init__(self, kind: MarkerKind) -> None:
        self.kind = kind
        self.code = kind.code
        self.name = f"marker-{kind.name.lower().replace(' ', '-').replace(chr(39), '')}"
        commented = f"class Plan:\n    {kind.comment()}\n    def __len__(self):\n        return 0\n"
        self.invalid = (Invalid(commented, at=(kind.comment(),)),)
        self.valid = (Valid(f'class Plan:\n    """See {kind.code}."""\n\n    text = {kind.comment()!r}\n'),)

    @property
    def reason(self) -> str:
        """Why this kind of place was left, what to do, and what a marker is."""
        return f"{self.kind.what} What to do: {self.kind.suggestion}. {super().reason}"

    @classmethod
    def instances(cls) -> Iterator[Rule]:
        """Yield one rule per kind of marker."""
        return (cls(kind) for kind in MARKERS.values())

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the comments."""
        for module in subject.model.program.modules:
            if module.mentions(f"# aiolift: {self.code}"):
                yield from self._comments(module)

    def _comments(self, module: Module) -> Iterator[Finding]:
        for token in tokenize.generate_tokens(io.StringIO(module.parsed.tokens, newline="").readline):
            if token.type == tokenize.COMMENT and (match := _MARKER.match(token.string)) and match[1] == self.code:
                start = module.file.line_starts[token.start[0] - 1] + token.start[1]
                place = Place.of(module.file, start, start + len(token.string))
                yield Finding(self.code, place, f"{self.kind.name}: {self.kind.what.rstrip('.')}", self.kind.suggestion)
