"""A module whose text is laid out anew: the same tokens, other comments, blank lines and line numbers.

Nothing but the places of findings, and what keeps them quiet, depends on these, if what modules were asked for by
`Module.mentions` stands in the new text where it stood in the old one.
"""

from __future__ import annotations

import re
import tokenize
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from aiolift.lint.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.program.source import Module, Token
    from aiolift.program.text import TextFile

_COMMENT = re.compile(r"[ \t\f]*#[^\r\n]*")
#: What `Module.tokens` has without a place of its own in the text.
_INVISIBLE = frozenset({tokenize.INDENT, tokenize.DEDENT})


@dataclass(frozen=True, eq=False)
class Relayout:
    """Where the parts of a module stand in its new text.

    :param file: the new text.
    :param keeps_lines: whether each token is still on its line.
    :param is_inner: whether comments changed inside of statements, which the text of an expression can hold.
    """

    file: TextFile
    keeps_lines: bool
    is_inner: bool
    _old: tuple[Token, ...]
    _new: tuple[Token, ...]

    def start(self, offset: int) -> int:
        """Return where what starts at an offset starts now.

        :raises LookupError: it is part of no token.
        """
        number = bisect_right(self._old, offset, key=lambda token: token.start) - 1
        if number < 0 or offset >= max(self._old[number].end, self._old[number].start + 1):
            raise LookupError(offset)
        return self._new[number].start + offset - self._old[number].start

    def end(self, offset: int) -> int:
        """Return where what ends at an offset ends now.

        :raises LookupError: it is part of no token.
        """
        number = bisect_left(self._old, offset, key=lambda token: token.end)
        if number == len(self._old) or offset <= self._old[number].start:
            raise LookupError(offset)
        return self._new[number].start + offset - self._old[number].start

    def place(self, place: Place) -> Place:
        """Return a place of this file as it is now.

        :raises LookupError: it is part of no token.
        """
        return Place.of(self.file, self.start(place.start), self.end(place.end))


def relayout(old: Module, new: Module, asked: Iterable[str]) -> Relayout | None:
    """Return how a module moved, or None where more than its layout changed.

    :param asked: what the modules were asked for by `mentions`.
    """
    if any((text in old.text) != (text in new.text) for text in asked) or old.file.newline != new.file.newline:
        return None
    try:
        before, after = old.tokens, new.tokens
    except (SyntaxError, tokenize.TokenError):  # `ast` can parse it, the standard library's other tokenizer cannot
        return None
    if [_meaning(token) for token in before] != [_meaning(token) for token in after]:
        return None
    before, after = list(_visible(before)), list(_visible(after))
    inner = [_inner_change(old, new, *pair) for pair in zip(_pairs(before), _pairs(after), strict=True)]
    if None in inner:
        return None
    keeps_lines = all(
        old.file.line_of(one.start) == new.file.line_of(other.start) for one, other in zip(before, after, strict=True)
    )
    return Relayout(new.file, keeps_lines, any(inner), tuple(before), tuple(after))


def _meaning(token: Token) -> tuple[int, str]:
    return token.type, "" if token.type == tokenize.DEDENT else token.text


def _visible(tokens: Iterable[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.type not in _INVISIBLE)


def _pairs(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    return pairwise(tokens)


def _inner_change(old: Module, new: Module, before: tuple[Token, Token], after: tuple[Token, Token]) -> bool | None:
    """Return whether a comment between two tokens of a statement changed, or None where more than that did."""
    if tokenize.NEWLINE in {before[0].type, before[1].type}:
        return False
    was, now = old.text[before[0].end : before[1].start], new.text[after[0].end : after[1].start]
    if was == now:
        return False
    return True if _COMMENT.sub("", was) == _COMMENT.sub("", now) else None
