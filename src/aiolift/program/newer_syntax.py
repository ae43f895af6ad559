"""Parses what the running Python's `ast` cannot, or places wrongly: a text of the same length is parsed in its place.

Edits are spans of the original text, so all that counts is that each name and call stands where it stood. The masks:
PEP 701 (f-strings, in every text on Pythons before 3.12), and where the parser still fails PEP 695 and 696 (type
parameters, `type X = …`) and PEP 758 (`except A, B:`).
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
import warnings
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from keyword import iskeyword
from typing import TYPE_CHECKING

from aiolift.program import fstrings
from aiolift.program.fstrings import Field, Group, Literal, MalformedError
from aiolift.program.nodes import NO_CHILDREN, children, fields
from aiolift.program.text import line_starts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True)
class Parsed:
    """A tree, and the text of equal length whose positions it has.

    :param tree: f-strings are `JoinedStr` again, in 3.12's form.
    :param text: what `ast` saw.
    :param tokens: a text for `tokenize`, in which every f-string is one string token.
    """

    tree: ast.Module
    text: str
    tokens: str

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """What each node stands in, in the order of `nodes.walk`."""
        found: dict[ast.AST, ast.AST] = {}
        waiting: list[ast.AST] = [self.tree]
        for parent in waiting:  # which grows meanwhile
            if type(parent) not in NO_CHILDREN:
                below = children(parent)
                waiting += below
                for child in below:
                    found[child] = parent
        return found

    @cached_property
    def numbered(self) -> tuple[list[ast.AST], dict[type[ast.AST], list[int]]]:
        """The nodes in that order, and of each kind the numbers of its nodes there."""
        in_order = list(self.parents)
        numbers: dict[type[ast.AST], list[int]] = defaultdict(list)
        for number, node in enumerate(in_order):
            numbers[type(node)].append(number)
        return in_order, numbers


def parse(text: str) -> Parsed:
    """Parse a module.

    :raises SyntaxError: neither the text nor its mask is Python for the running parser; it is the text's own error.
    """
    found = _groups(text)
    masked = _Mask(text, found if sys.version_info < (3, 12) else [])
    tokens = _as_tokens(text, found)
    try:
        return Parsed(masked.restore(_parse(masked.text)), masked.text, tokens)
    except SyntaxError as error:
        older = _older(masked, tokens)
        if older is None:
            raise _own_error(text) or error from None
        return older


def _groups(text: str) -> list[Group]:
    if not fstrings.ANY.search(text):
        return []
    try:
        return fstrings.groups(text)
    except MalformedError:
        return []


def _parse(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a code base's invalid escapes are its own business
        return ast.parse(text)


def _own_error(text: str) -> SyntaxError | None:
    try:
        _parse(text)
    except SyntaxError as error:
        return error
    return None


class _Mask:
    """A text in which each group of f-strings is a list of its expressions."""

    def __init__(self, text: str, groups: Sequence[Group]) -> None:
        self.groups: dict[int, Group] = {}
        self.text = text
        if not groups:
            return
        characters = list(text)
        for group in groups:
            mask = _list(text, group)
            if mask is not None:
                self.groups[group.start] = group
                for position, character in mask.items():
                    characters[position] = character
        self.text = "".join(characters)

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line starts."""
        return line_starts(self.text)

    @cached_property
    def lines(self) -> list[int]:
        """The lines, from 1, that groups start on."""
        return sorted(bisect_right(self.starts, start) for start in self.groups)

    def has_group(self, statement: ast.stmt) -> bool:
        """Whether a group can start inside of a statement, or on its lines; decorators count."""
        decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
        number = bisect_left(self.lines, first)
        return number < len(self.lines) and self.lines[number] <= (statement.end_lineno or first)

    def offset(self, node: ast.expr | ast.stmt) -> int:
        """Return the offset of a node's start."""
        start = self.starts[node.lineno - 1]
        line = self.text[start : start + node.col_offset]
        return start + (node.col_offset if line.isascii() else len(line.encode()[: node.col_offset].decode()))

    def place(self, node: ast.expr, start: int, end: int) -> None:
        """Give a node the position of two offsets."""
        node.lineno, node.col_offset = self.position(start)
        node.end_lineno, node.end_col_offset = self.position(end)

    def position(self, offset: int) -> tuple[int, int]:
        """Return an offset as `ast` counts: the line from 1, the column in UTF-8 bytes."""
        line = bisect_right(self.starts, offset)
        return line, len(self.text[self.starts[line - 1] : offset].encode())

    def restore(self, tree: ast.Module) -> ast.Module:
        """Make the lists f-strings again."""
        if not self.groups:
            return tree
        restored = _Restore(self).within(tree)
        assert isinstance(restored, ast.Module)
        return restored


def _fields(parts: Sequence[Literal | Field]) -> Iterator[Field]:
    for part in parts:
        if isinstance(part, Field):
            yield part
            yield from _fields(part.specification or ())


def _list(text: str, group: Group) -> dict[int, str] | None:
    """Return the characters that make a list of a group's expressions, or None where there is no room for a comma."""
    inner = list(_fields(group.parts))
    kept = [made.expression for made in inner]
    mask: dict[int, str] = {}
    position = group.start
    for start, end in [*kept, (group.end, group.end)]:
        mask.update((place, " ") for place in range(position, start) if text[place] not in "\r\n")
        position = end
    mask[group.start], mask[group.end - 1] = "[", "]"
    before: Field | None = None
    for made in inner:
        if made.is_open:
            mask[made.start], mask[made.expression[1]] = "(", ")"
        if before is not None:
            if not made.is_open:
                comma = made.start
            else:
                comma = before.expression[1] + before.is_open
                if comma >= made.start:
                    return None
            mask[comma] = ","
        before = made
    return mask


class _Restore:
    def __init__(self, mask: _Mask) -> None:
        self._mask = mask

    def within(self, node: ast.AST) -> ast.AST:
        """Return a node, or what is to stand in its place, after the same for all nodes below it."""
        if isinstance(node, ast.stmt) and not self._mask.has_group(node):
            return node
        for name in fields(type(node)):
            value = getattr(node, name, None)
            if isinstance(value, list):
                value[:] = [self.within(item) if isinstance(item, ast.AST) else item for item in value]
            elif isinstance(value, ast.AST):
                setattr(node, name, self.within(value))
        return self._string(node) if isinstance(node, ast.List) else node

    def _string(self, node: ast.List) -> ast.expr:
        group = self._mask.groups.get(self._mask.offset(node))
        if group is None:
            return node
        return ast.copy_location(ast.JoinedStr(self._values(group.parts, iter(node.elts))), node)

    def _values(self, parts: Sequence[Literal | Field], expressions: Iterator[ast.expr]) -> list[ast.expr]:
        values: list[ast.expr] = []
        for part in parts:
            if isinstance(part, Literal):
                self._text(values, part.value, part.start, part.end)
                continue
            if part.debug:
                self._text(values, part.debug, part.start + 1, part.start + 1 + len(part.debug))
            expression = next(expressions)
            if (
                part.is_open and self._mask.offset(expression) == part.start
            ):  # a tuple, whose parentheses are the mask's
                start, end = part.expression
                inner = self._mask.text[start:end]
                self._mask.place(expression, end - len(inner.lstrip()), start + len(inner.rstrip()))
            specification = None
            if part.specification is not None:
                specification = ast.JoinedStr(self._values(part.specification, expressions))
                self._mask.place(specification, part.specified, part.end - 1)
            made = ast.FormattedValue(expression, part.conversion, specification)
            self._mask.place(made, part.start, part.end)
            values.append(made)
        return values

    def _text(self, values: list[ast.expr], text: str, start: int, end: int) -> None:
        """Add text; what follows other text is one constant with it."""
        last = values[-1] if values else None
        if isinstance(last, ast.Constant):
            last.value = str(last.value) + text
            last.end_lineno, last.end_col_offset = self._mask.position(end)
        else:
            made = ast.Constant(text)
            self._mask.place(made, start, end)
            values.append(made)


def _as_tokens(text: str, groups: Sequence[Group]) -> str:
    """Return a text in which each f-string is a plain string of the same length."""
    if not groups:
        return text
    characters = list(text)
    for group in groups:
        for start, end in group.strings:
            opening = re.compile(r"(\w+)('''|\"\"\"|'|\")").match(text, start)
            assert opening is not None
            quote, inner = opening[2], text[opening.end() : end - len(opening[2])]
            prefix, blank = "r" * len(opening[1]), re.sub(r"[^\r\n]", "_", inner)
            if len(prefix) == 2:
                prefix = "rb"
            if len(quote) == 1 and not blank.isidentifier() and blank:  # lines end inside of it, as PEP 701 allows
                prefix, quote, blank = "", '"""', re.sub(r"[^\r\n]", "_", text[start + 3 : end - 3])
            characters[start:end] = prefix + quote + blank + quote
    return "".join(characters)


# -- older forms of newer statements -----------------------------------------------------------------------------------


def _older(masked: _Mask, tokens: str) -> Parsed | None:
    """Parse with PEP 695, 696 and 758 masked too, or return None."""
    try:
        found = list(tokenize.generate_tokens(io.StringIO(tokens, newline="").readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return None
    lines = masked.starts
    spans = [
        (token.string, lines[token.start[0] - 1] + token.start[1]) for token in found if token.type not in _SKIPPED
    ]
    characters = list(masked.text)
    aliases = _mask_types(spans, characters)
    handlers = _mask_handlers(spans, characters)
    masked.text = "".join(characters)
    try:
        tree = _parse(masked.text)
    except SyntaxError:
        return None
    return Parsed(_Statements(masked, aliases, handlers).visit(masked.restore(tree)), masked.text, tokens)


_SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.ENCODING}
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


def _closing(tokens: Sequence[tuple[str, int]], number: int) -> int:
    """Return the number of the bracket that closes the one at `number`."""
    depth = 0
    for place in range(number, len(tokens)):
        depth += (tokens[place][0] in _OPENING) - (tokens[place][0] in _CLOSING)
        if depth == 0:
            return place
    return len(tokens) - 1


def _mask_types(tokens: Sequence[tuple[str, int]], characters: list[str]) -> set[int]:
    """Blank type parameters; make `type X = …` the assignment `None;X = …`. Return where those statements start."""
    aliases: set[int] = set()
    for number, (word, start) in enumerate(tokens[:-2]):
        bracket = number + 2
        begins = number == 0 or not tokens[number - 1][0].strip() or tokens[number - 1][0] in {";", ":"}
        if word == "type" and begins and tokens[number + 1][0].isidentifier() and not iskeyword(tokens[number + 1][0]):
            gap = tokens[number + 1][1] - start - len(word)
            if gap >= 1:
                characters[start : start + 5] = "None;"
                aliases.add(start)
        elif word not in {"def", "class"}:
            continue
        if tokens[bracket][0] == "[":
            last = tokens[_closing(tokens, bracket)][1] + 1
            _blank(characters, tokens[bracket][1], last)
    return aliases


def _blank(characters: list[str], start: int, end: int) -> None:
    """Make a span white space; lines in it are continued."""
    for place in range(start, end):
        if characters[place] in "\r\n":
            if characters[place - 1] == " ":
                characters[place - 1] = "\\"
        else:
            characters[place] = " "


def _mask_handlers(tokens: Sequence[tuple[str, int]], characters: list[str]) -> set[int]:
    """Make `except A, B:` the expression `A| B`. Return where those expressions start."""
    handlers: set[int] = set()
    for number, (word, _) in enumerate(tokens[:-1]):
        if word != "except":
            continue
        first = number + 1 + (tokens[number + 1][0] == "*")
        place = first
        while place < len(tokens) and tokens[place][0] not in {":", "as"}:
            if tokens[place][0] in _OPENING:
                place = _closing(tokens, place)
            elif tokens[place][0] == ",":
                characters[tokens[place][1]] = "|"
                handlers.add(tokens[first][1])
            place += 1
    return handlers


class _Statements(ast.NodeTransformer):
    """Takes the `None` before an alias out again, and makes a tuple of the handlers."""

    def __init__(self, mask: _Mask, aliases: set[int], handlers: set[int]) -> None:
        self._mask, self._aliases, self._handlers = mask, aliases, handlers

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        is_alias = isinstance(node.value, ast.Constant) and self._mask.offset(node) in self._aliases
        return None if is_alias else node

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        if self._aliases and self._mask.offset(node) - 5 in self._aliases:
            node.col_offset -= 5
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.ExceptHandler:
        self.generic_visit(node)
        if node.type is not None and self._mask.offset(node.type) in self._handlers:
            parts: list[ast.expr] = []
            inner = node.type
            while isinstance(inner, ast.BinOp) and len(parts) < 100:
                parts.insert(0, inner.right)
                inner = inner.left
            node.type = ast.copy_location(ast.Tuple([inner, *parts], ast.Load()), node.type)
        return node
