"""Where the f-strings of a text are, and what is inside of them, whatever Python runs this.

Before 3.12 `ast` gives wrong positions for what stands inside of an f-string, and rejects what PEP 701 allows. So the
scan here finds the expressions, and `newer_syntax` has them parsed in their own places.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field

#: What the scan stops at: comments, strings with their prefixes, and in a field brackets and what can end it.
_OUTSIDE = re.compile(r"(?i)#|(?:(?<!\w)(?:[rbuft]|rb|br|fr|rf|tr|rt))?(?='|\")")
_IN_FIELD = re.compile(rf"{_OUTSIDE.pattern}|[\[\](){{}}]|[!=:,]")
_START = re.compile(r"(?P<prefix>\w*)(?P<quote>'''|\"\"\"|'|\")")
_PLAIN = {
    quote: re.compile(rf"[^\\{quote[0]}]*(?:(?:\\.|{quote[0]}(?!{quote[:2]}))[^\\{quote[0]}]*)*{quote}", re.DOTALL)
    if len(quote) == 3
    else re.compile(rf"[^\\{quote}\r\n]*(?:\\(?:\r\n|.)[^\\{quote}\r\n]*)*{quote}", re.DOTALL)
    for quote in ("'''", '"""', "'", '"')
}
_GAP = re.compile(r"(?:[ \t\f]|\\\r?\n|\r?\n|#[^\r\n]*)*")
_GAP_IN_LINE = re.compile(r"(?:[ \t\f]|\\\r?\n)*")
_NEXT_STRING = re.compile(r"(?i)(?:[rbuft]|rb|br|fr|rf|tr|rt)?['\"]")
_LITERAL = {
    quote: re.compile(rf"{quote}|[{{}}\\]" if len(quote) == 3 else rf"{quote}|[{{}}\\\r\n]")
    for quote in ("'''", '"""', "'", '"')
}
#: A quick look whether a text has f-strings at all.
ANY = re.compile(r"(?i)(?<!\w)(?:f|fr|rf|t|tr|rt)['\"]")


class MalformedError(Exception):
    """The text is no Python that this scan understands; the parser will say what is wrong."""


@dataclass
class Field:
    """A replacement field, as offsets: `{expression!r:specification}`.

    :param is_open: the expression needs parentheses in a list: `{a, b}`, `{yield x}`.
    """

    start: int
    expression: tuple[int, int]
    end: int = 0
    conversion: int = -1
    specification: list[Literal | Field] | None = None
    specified: int = 0
    debug: str = ""
    is_open: bool = False


@dataclass
class Literal:
    """Text between the fields of an f-string, or a string beside one."""

    start: int
    end: int
    value: str


@dataclass
class Group:
    """Adjacent strings, at least one of them an f-string.

    :param strings: the start and end of each f-string, and whether it has triple quotes.
    """

    start: int
    end: int
    strings: list[tuple[int, int]] = field(default_factory=list)
    parts: list[Literal | Field] = field(default_factory=list)
    is_outermost: bool = True


def groups(text: str) -> list[Group]:
    """Return the groups of strings that hold an f-string, those inside of fields included.

    :raises MalformedError: a string or a field does not end.
    """
    scan = _Scan(text)
    scan.code()
    return scan.found


class _Scan:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Group] = []
        self._depth = 0  # of fields and the brackets in them
        self._open = 0  # brackets outside of fields, as far as they are counted
        self._counted = 0
        self._passed: list[tuple[int, int]] = []  # the comments and strings behind that

    def code(self) -> None:
        position = 0
        while stop := _OUTSIDE.search(self.text, position):
            position = self._step(stop)
            self._passed.append((stop.start(), position))

    def _is_enclosed(self, position: int) -> bool:
        """Whether lines can end inside of a group that starts here. Brackets are counted only where that matters."""
        if self._depth:
            return True
        for start, end in [*self._passed, (position, position)]:
            code = self.text[self._counted : start]
            self._open += sum(map(code.count, "([{")) - sum(map(code.count, ")]}"))
            self._counted = end
        self._passed.clear()
        return self._open > 0

    def _step(self, stop: re.Match[str]) -> int:
        """Go on behind a comment, a bracket or a group of strings."""
        found = stop.group()
        if found == "#":
            return self._line_end(stop.end())
        if found and found in "([{":
            self._depth += 1
            return stop.end()
        if found and found in ")]}":
            self._depth = max(self._depth - 1, 0)
            return stop.end()
        return self._group(stop.start())

    def _line_end(self, position: int) -> int:
        found = re.compile(r"[\r\n]").search(self.text, position)
        return found.start() if found else len(self.text)

    def _group(self, start: int) -> int:
        group = Group(start, start, is_outermost=False)
        position = start
        while position >= 0:
            group.end = self._string(position, group)
            position = self._next(_GAP_IN_LINE, group.end)
            if position < 0 and (further := self._next(_GAP, group.end)) >= 0 and self._is_enclosed(start):
                position = further
        if group.strings:
            self.found.append(group)
        return group.end

    def _next(self, gap: re.Pattern[str], position: int) -> int:
        """Return where the string begins that follows behind a gap; -1 where none does."""
        behind = gap.match(self.text, position)
        return behind.end() if behind is not None and _NEXT_STRING.match(self.text, behind.end()) else -1

    def _string(self, start: int, group: Group) -> int:
        opening = _START.match(self.text, start)
        if opening is None:
            raise MalformedError
        prefix, quote = opening["prefix"].lower(), opening["quote"]
        if "f" in prefix or "t" in prefix:
            parts, end = self._literals(opening.end(), quote, "r" in prefix)
            group.strings.append((start, end))
            group.parts += parts
            return end
        closing = _PLAIN[quote].match(self.text, opening.end())
        if closing is None:
            raise MalformedError
        if "b" not in prefix:
            value = _value(self.text[opening.end() : closing.end() - len(quote)], "r" in prefix)
            group.parts.append(Literal(start, closing.end(), value))
        return closing.end()

    def _literals(
        self, start: int, quote: str, raw: bool, *, specification: bool = False
    ) -> tuple[list[Literal | Field], int]:
        """Read the text and the fields of an f-string up to its quote, or of a specification up to its brace."""
        parts: list[Literal | Field] = []
        position = since = start

        def literal(end: int) -> None:
            if end > since:
                text = self.text[since:end]
                if not specification:
                    text = text.replace("{{", "{").replace("}}", "}")
                parts.append(Literal(since, end, _value(text, raw)))

        while stop := _LITERAL[quote].search(self.text, position):
            found, position = stop.group(), stop.end()
            doubled = self.text[position : position + 1] == found and not specification
            if found == "\\":
                position = self._escaped(position, raw)
            elif found == quote:
                if specification:
                    raise MalformedError
                literal(stop.start())
                return parts, position
            elif found in "{}" and doubled:
                position += 1
            elif found == "{":
                literal(stop.start())
                made = self._field(stop.start(), quote, raw)
                parts.append(made)
                position = since = made.end
            elif found == "}" and specification:
                literal(stop.start())
                return parts, stop.start()
            else:
                break
        raise MalformedError

    def _escaped(self, position: int, raw: bool) -> int:
        """Return where to go on behind a backslash."""
        following = self.text[position : position + 1]
        if following == "N" and not raw and self.text[position + 1 : position + 2] == "{":
            return self.text.find("}", position) + 1 or len(self.text)
        if following == "\r":
            return position + (2 if self.text[position + 1 : position + 2] == "\n" else 1)
        return position if following in "{}" else position + 1

    def _field(self, start: int, quote: str, raw: bool) -> Field:
        made = Field(start, (start + 1, start + 1))
        outer, self._depth = self._depth, self._depth + 1
        bottom, position = self._depth, start + 1
        while stop := _IN_FIELD.search(self.text, position):
            found, position = stop.group(), stop.end()
            if self._depth > bottom or found not in ("!", "=", ":", ",", "}"):
                position = self._step(stop) if found not in ("!", "=", ":", ",") else position
            elif found == ",":
                made.is_open = True
            elif found in "!=" and (self.text[position : position + 1] == "=" or self.text[stop.start() - 1] in "<>"):
                position += self.text[position : position + 1] == "="
            else:
                made.expression = (start + 1, stop.start())
                self._close(made, stop.start(), quote, raw)
                self._depth = outer
                inner = self.text[slice(*made.expression)].strip()
                made.is_open = made.is_open or inner.startswith(("*", "yield"))
                if not inner:
                    break
                return made
        raise MalformedError

    def _close(self, made: Field, position: int, quote: str, raw: bool) -> None:
        """Read what follows an expression: `=`, `!r`, `:specification`, `}`."""
        text = self.text
        if text[position] == "=":
            after = position + 1 + len(text[position + 1 :]) - len(text[position + 1 :].lstrip())
            made.debug, position = text[made.start + 1 : after], after
        if text[position : position + 1] == "!":
            name = re.compile(r"!\s*([rsa])\s*").match(text, position)
            if name is None:
                raise MalformedError
            made.conversion, position = ord(name[1]), name.end()
        if text[position : position + 1] == ":":
            made.specified = position + 1
            made.specification, position = self._literals(position + 1, quote, raw, specification=True)
        if text[position : position + 1] != "}":
            raise MalformedError
        if made.debug and made.conversion == -1 and made.specification is None:
            made.conversion = ord("r")
        made.end = position + 1


def _value(text: str, raw: bool) -> str:
    """Return what the characters between quotes stand for."""
    text = re.sub(r"\r\n?", "\n", text)
    if raw or "\\" not in text:
        return text
    quoted = re.sub(r'\\.|"|\n', lambda found: {'"': '\\"', "\n": "\\n"}.get(found[0], found[0]), text, flags=re.DOTALL)
    try:
        return str(ast.literal_eval(f'"{quoted}"'))
    except (SyntaxError, ValueError):
        raise MalformedError from None
