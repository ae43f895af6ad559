"""One module of the program: its tree, and where each node stands in the text."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from bisect import bisect_left, bisect_right
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload

from aiolift.errors import UnparsableFileError
from aiolift.program import newer_syntax

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from aiolift.program.newer_syntax import Parsed
    from aiolift.program.text import TextFile

_Node = TypeVar("_Node", bound=ast.AST)
_Other = TypeVar("_Other", bound=ast.AST)
_Third = TypeVar("_Third", bound=ast.AST)


#: What `tokenize` gives that is no token of the program, and what it gives for white space before and behind blocks.
_NO_TOKENS = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER}
_INDENTATION = {tokenize.INDENT, tokenize.DEDENT}
#: Closing parentheses, with what may stand before each.
_CLOSING = re.compile(r"(?:(?:\s|\\|#[^\r\n]*+)*+\))*")


class Token(NamedTuple):
    """One token, with its offsets in the file's text."""

    type: int
    text: str
    start: int
    end: int


class Module:
    """A parsed source file.

    :param file: the text.
    :param name: its dotted name, as the program imports it.
    :param is_package: whether it is an `__init__.py`.
    :param parsed: the text's tree where it is known already.
    :raises UnparsableFileError: this interpreter cannot parse it.
    """

    def __init__(self, file: TextFile, name: str, *, is_package: bool, parsed: Parsed | None = None) -> None:
        self.file = file
        self.asked: dict[str, bool] = {}
        self.name = name
        self.is_package = is_package
        self.parsed = parsed or parse(file)
        self.tree = self.parsed.tree
        self.parents = self.parsed.parents

    def __repr__(self) -> str:
        return f"<Module {self.name}>"

    @cached_property
    def folder(self) -> PurePosixPath:
        """The folder that it lies in, below the root."""
        return self.file.name.parent

    @overload
    def nodes(self, kind: type[_Node], /) -> list[_Node]: ...
    @overload
    def nodes(self, kind: type[_Node], other: type[_Other], /) -> list[_Node | _Other]: ...
    @overload
    def nodes(
        self, kind: type[_Node], other: type[_Other], third: type[_Third], /
    ) -> list[_Node | _Other | _Third]: ...
    @overload
    def nodes(self, *kinds: type[ast.AST]) -> list[ast.AST]: ...
    def nodes(self, *kinds: type[ast.AST]) -> list[Any]:
        """Return the nodes of these very kinds, in the order of `parents`, which is that of `nodes.walk`."""
        found = self._by_kinds.get(kinds)
        if found is None:
            in_order, numbers = self.parsed.numbered
            wanted = [number for kind in kinds for number in numbers.get(kind, ())]
            found = list(map(in_order.__getitem__, sorted(wanted) if len(kinds) > 1 else wanted))
            self._by_kinds[kinds] = found
        return found

    @cached_property
    def _by_kinds(self) -> dict[tuple[type[ast.AST], ...], list[ast.AST]]:
        return {}

    @property
    def text(self) -> str:
        """The file's characters."""
        return self.file.text

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a position as `ast` counts it: lines from 1, columns in UTF-8 bytes."""
        starts = self.file.line_starts
        start = starts[line - 1]
        end = starts[line] if line < len(starts) else len(self.text)
        text = self.parsed.text[start:end]
        return start + (column if text.isascii() else len(text.encode()[:column].decode()))

    def start(self, node: ast.AST) -> int:
        """Return the offset of a node's first character; decorators do not count."""
        return self.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def end(self, node: ast.AST) -> int:
        """Return the offset behind a node's last character."""
        return self.offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def mentions(self, text: str) -> bool:
        """Whether some text stands anywhere in the file, comments included: asked before the tree is searched.

        It is noted in `asked`: the answers are all that an analysis takes from comments.
        """
        if text not in self.asked:
            self.asked[text] = text in self.text
        return self.asked[text]

    def headline(self, node: ast.AST) -> str:
        """Return how a node is written, for a message: its first line, without a comment; `…` stands for the rest."""
        segment = self.segment(node)
        if "\n" not in segment and "\r" not in segment:
            return segment
        start = self.start(node)
        end = self.file.line_starts[self.file.line_of(start)]
        tokens = [token for token in self.between(start, self.end(node)) if token.start < end]
        return f"{self.text[start : min(tokens[-1].end, end)].rstrip()}…"

    def segment(self, node: ast.AST) -> str:
        """Return a node's source text."""
        return self.text[self.start(node) : self.end(node)]

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what a node stands in, from the inside out."""
        parent = self.parents.get(node)
        while parent is not None:
            yield parent
            parent = self.parents.get(parent)

    def statement(self, node: ast.AST) -> ast.stmt:
        """Return the statement that a node is or is part of."""
        for found in (node, *self.ancestors(node)):
            if isinstance(found, ast.stmt):
                return found
        raise LookupError(f"{node!r} is not part of a statement")

    def binds(self, node: ast.AST) -> bool:
        """Whether what follows an expression, an attribute, an index or a call, would bind to its last part only."""
        parent = self.parents.get(node)
        if isinstance(parent, ast.Attribute | ast.Subscript):
            return parent.value is node
        return isinstance(parent, ast.Call) and parent.func is node

    def is_docstring(self, node: ast.AST) -> bool:
        """Whether a string is a statement of its own, which is what a docstring is."""
        return isinstance(self.parents.get(node), ast.Expr)

    def siblings(self, statement: ast.stmt) -> list[ast.stmt]:
        """Return the statements of the block that a statement stands in, itself included."""
        for _, field in ast.iter_fields(self.parents[statement]):
            if isinstance(field, list) and statement in field:
                return field
        raise LookupError(f"{statement!r} is not part of a block")

    def first_line(self, statement: ast.stmt | ast.Lambda) -> int:
        """Return the line that a statement starts on, from 1; its decorators count."""
        decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
        return min([statement.lineno, *(decorator.lineno for decorator in decorators)])

    def indent(self, node: ast.AST) -> str:
        """Return the white space before the statement that a node is in."""
        line = self.file.line_starts[self.statement(node).lineno - 1]
        text = self.text[line:]
        return text[: len(text) - len(text.lstrip(" \t\f"))]

    def stands_alone(self, statement: ast.stmt) -> bool:
        """Whether nothing but a comment stands on the lines of a statement beside it."""
        start, end = self.start(statement), self.end(statement)
        before = self.text[self.file.line_starts[self.file.line_of(start) - 1] : start]
        behind = self.text[end:].partition("\n")[0].strip()
        return not before.strip() and (not behind or behind.startswith("#"))

    @cached_property
    def tokens(self) -> list[Token]:
        """Every token of the file but comments and line ends; an f-string is one string."""
        return self._tokens_of(0, len(self.file.line_starts))

    def closed(self, position: int, end: int) -> int:
        """Return the offset behind the parentheses that close behind the end of an expression, up to `end`."""
        found = _CLOSING.match(self.text, position, end)
        return found.end() if found is not None else position

    def between(self, start: int, end: int) -> list[Token]:
        """Return the tokens that lie wholly between two offsets, but for those of indentation.

        Between two offsets in one field of an f-string, these are the tokens of the field.
        """
        found = []
        for token in self._inside(start, end) or self._behind(start, end):
            if token.end > end:
                break
            if token.type not in _INDENTATION:
                found.append(token)
        return found

    def before(self, position: int) -> list[Token]:
        """Return the tokens before an offset, from the start of the function or statement on that it is in."""
        tokens = self._around(position, position)
        return tokens[: bisect_left(tokens, position, key=_start)]

    def behind(self, position: int) -> Iterator[Token]:
        """Yield the tokens behind an offset, up to the end of the function or statement that it is in."""
        return self._behind(position, position)

    def _inside(self, start: int, end: int) -> list[Token]:
        """Return the tokens of a span within an f-string, which is one token, or nothing where it is not in one."""
        tokens = self._around(start, end)
        before = bisect_left(tokens, start, key=_start)
        if not before or tokens[before - 1].type != tokenize.STRING or tokens[before - 1].end <= end:
            return []
        found = []
        # in a bracket, as a field can have several lines
        readline = io.StringIO(f"({self.text[start:end]}", newline="").readline
        lines = [start - 1, *(line for line in self.file.line_starts if start < line < end)]
        with suppress(tokenize.TokenError):  # that bracket is open at the end
            for kind, text, (line, column), (last_line, last_column), _ in tokenize.generate_tokens(readline):
                if kind not in _NO_TOKENS:
                    found.append(Token(kind, text, lines[line - 1] + column, lines[last_line - 1] + last_column))
        return found[1:]

    def _behind(self, start: int, end: int) -> Iterator[Token]:
        tokens = self._around(start, end)
        return islice(tokens, bisect_left(tokens, start, key=_start), None)

    def _around(self, start: int, end: int) -> list[Token]:
        """Return the tokens around a span: of one piece of the file where it lies in one, else all."""
        number = bisect_right(self._pieces, self.file.line_of(start) - 1) - 1
        first, last = self._pieces[number], (*self._pieces, len(self.file.line_starts))[number + 1]
        if "tokens" in self.__dict__ or end > self._lines[last]:
            return self.tokens
        if first not in self._tokens_from:
            try:
                self._tokens_from[first] = self._tokens_of(first, last)
            except (tokenize.TokenError, IndentationError):  # a line before it or its last one is continued
                return self.tokens
        return self._tokens_from[first]

    def _tokens_of(self, first: int, last: int) -> list[Token]:
        """Return the tokens of lines, counted from 0, up to the one before `last`."""
        lines, text, found = self._lines, self.text, []
        readline = io.StringIO(self.parsed.tokens[lines[first] : lines[last]], newline="").readline
        for kind, _, (line, column), (last_line, last_column), _ in tokenize.generate_tokens(readline):
            if kind not in _NO_TOKENS:
                start, end = lines[first + line - 1] + column, lines[first + last_line - 1] + last_column
                found.append(Token(kind, text[start:end], start, end))
        return found

    @cached_property
    def _lines(self) -> tuple[int, ...]:
        return (*self.file.line_starts, len(self.text))

    @cached_property
    def _tokens_from(self) -> dict[int, list[Token]]:
        return {}

    @cached_property
    def _pieces(self) -> list[int]:
        """The lines, counted from 0, on which the statements of the module and of its classes start; the first one."""
        found = {0}
        waiting = list(self.tree.body)
        for statement in waiting:  # which grows meanwhile
            found.add(self.first_line(statement) - 1)
            if isinstance(statement, ast.ClassDef):
                waiting += statement.body
        return sorted(found)


def _start(token: Token) -> int:
    return token.start


def parse(file: TextFile) -> Parsed:
    """Return a file's tree.

    :raises UnparsableFileError: this interpreter cannot parse it.
    """
    try:
        return newer_syntax.parse(file.text)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        reason = getattr(error, "msg", None) or str(error)
        raise UnparsableFileError(
            f"{reason}; correct it, run aiolift on the Python that the program is written for, or --exclude the file",
            name=str(file.name),
            line=line,
        ) from None
    except (RecursionError, MemoryError):
        raise UnparsableFileError(
            "is nested too deeply to be parsed; --exclude it", name=str(file.name), line=1
        ) from None
