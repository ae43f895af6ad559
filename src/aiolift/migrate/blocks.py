"""Statements put inside of a new block: a header line above, and one more level of indentation."""

from __future__ import annotations

import ast
import tokenize
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aiolift.program.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.migrate.context import Context
    from aiolift.program.source import Module


@dataclass
class Block:
    """A block that statements were put inside of.

    :param place: where the line of its first statement starts, and `end` where its last statement ends.
    :param more: what its lines are indented by.
    :param header: the whole line that opens it.
    """

    place: int
    end: int
    more: str
    header: str


def is_whole(module: Module, position: int, text: str) -> bool:
    """Whether an insertion is of whole lines."""
    file = module.file
    return text.endswith(file.newline) and file.line_starts[file.line_of(position) - 1] == position


def deeper(lines: str, more: str) -> str:
    """Return whole lines with more indentation."""
    return "".join(f"{more}{line}" if line.strip() else line for line in lines.splitlines(keepends=True))


def unit(module: Module, node: ast.AST) -> str:
    """Return one level of indentation, as the code around a node has it."""
    for outer in module.ancestors(node):
        body = getattr(outer, "body", None)
        if isinstance(outer, ast.stmt) and isinstance(body, list) and body and body[0].lineno > outer.lineno:
            return module.indent(body[0]).removeprefix(module.indent(outer)) or "    "
    return "    "


def _behind_header(module: Module, statement: ast.stmt) -> ast.stmt | None:
    """Return the first statement of a block that stands behind its header's colon: `if found: count += 1; save()`."""
    first = module.siblings(statement)[0]
    before = module.text[module.file.line_starts[first.lineno - 1] : module.start(first)]
    return first if before.strip(" \t\f") and not isinstance(module.parents[statement], ast.Module) else None


def indent(module: Module, statement: ast.stmt) -> str:
    """Return the white space before a line above or below a statement, which may stand behind a header's colon."""
    if _behind_header(module, statement) is None:
        return module.indent(statement)
    header = module.parents[statement]
    outer = header.pattern if isinstance(header, ast.match_case) else header
    line = module.file.line(outer.lineno)  # type: ignore[attr-defined]
    return line[: len(line) - len(line.lstrip(" \t\f"))] + unit(module, statement)


def lines_of_code(module: Module, first: ast.stmt, last: ast.stmt) -> Iterator[int]:
    """Yield the lines of statements that start with code or a comment, and not inside of a string."""
    start = module.first_line(first)
    inside: set[int] = set()
    for token in module.between(module.file.line_starts[start - 1], module.end(last)):
        if token.type == tokenize.STRING:
            inside |= set(range(module.file.line_of(token.start) + 1, module.file.line_of(token.end - 1) + 1))
    for line in range(start, (last.end_lineno or start) + 1):
        if line not in inside and module.file.line(line).strip():
            yield line


def put_inside(context: Context, module: Module, first: ast.stmt, last: ast.stmt, header: str, rule: str) -> None:
    """Put the statements from `first` to `last` of one body inside of a block that `header` opens.

    What an edit writes anew already keeps the indentation that it has there.

    :param header: the line without its colon and indentation, as `async with engine.begin() as connection`.
    """
    behind = _behind_header(module, first)
    if behind is not None:
        lead = f"{module.file.newline}{indent(module, first)}"
        context.insert(module, module.start(behind), f"{lead}{header}: ", rule)
        return
    place, end, more = module.file.line_starts[first.lineno - 1], module.end(last), unit(module, first)
    blocks = context.blocks[module]
    around = "".join(block.more for block in blocks if block.place <= place and end <= block.end)
    inside = [
        block for block in blocks if not (block.place <= place and end <= block.end) and place <= block.place < end
    ]
    block = Block(place, end, more, f"{around}{module.indent(first)}{header}:{module.file.newline}")
    _deepen(context, module, block, inside)
    _open(context, module, block, inside, rule)
    blocks.append(block)
    for line in lines_of_code(module, first, last):
        position = module.file.line_starts[line - 1]
        if line == first.lineno or not context.is_replaced(module, position):
            context.insert(module, position, more, rule)


def _deepen(context: Context, module: Module, block: Block, inside: list[Block]) -> None:
    """Indent what earlier edits have put on lines of their own between the statements of a block."""
    edits = context.edits[module]
    headers = {(one.place, one.header) for one in inside}
    for one in inside:
        one.header = f"{block.more}{one.header}"
    for index, edit in enumerate(edits):
        inner = block.place < edit.start < block.end or (edit.start, edit.text) in headers
        if inner and edit.start == edit.end and is_whole(module, edit.start, edit.text):
            edits[index] = replace(edit, text=deeper(edit.text, block.more))


def _open(context: Context, module: Module, block: Block, inside: list[Block], rule: str) -> None:
    """Insert the header: above those of the blocks inside, and above the indentation of the line that follows."""
    edits = context.edits[module]
    below = {one.header for one in inside} | {one.more for one in context.blocks[module]}
    here = (index for index, edit in enumerate(edits) if edit.start == edit.end == block.place and edit.text in below)
    edits.insert(next(here, len(edits)), Edit(block.place, block.place, block.header, rule))


def line_end(module: Module, node: ast.AST) -> int:
    """Return the offset behind the comment that may follow a node on its last line."""
    line = module.file.line_of(module.end(node))
    return module.file.line_starts[line - 1] + len(module.file.line(line).rstrip("\r\n"))


def insert_above(context: Context, module: Module, statement: ast.stmt, lines: list[str], rule: str) -> None:
    """Insert lines above a statement, at its indentation."""
    behind, level, newline = _behind_header(module, statement), indent(module, statement), module.file.newline
    if behind is not None:
        text = "".join(f"{newline}{level}{line}" for line in [*lines, ""])
        context.insert(module, module.start(behind), text, rule)
        return
    text = "".join(f"{level if line else ''}{line}{newline}" for line in lines)
    context.insert(module, module.file.line_starts[module.first_line(statement) - 1], text, rule)


def remove(context: Context, module: Module, statement: ast.stmt, rule: str, why: str = "") -> None:
    """Remove a statement with its lines; the only one of a block becomes `pass`."""
    parent = module.parents[statement]
    body: list[ast.stmt] = next(
        field for _, field in ast.iter_fields(parent) if isinstance(field, list) and statement in field
    )
    starts, last = module.file.line_starts, statement.end_lineno or statement.lineno
    start, end = starts[statement.lineno - 1], starts[last] if last < len(starts) else len(module.text)
    alone = (
        module.text[start:end].strip() == module.segment(statement) or "#" in module.text[module.end(statement) : end]
    )
    if len(body) == 1 or not alone:
        context.replace_node(module, statement, "pass", rule, why)
    else:
        context.replace(module, start, end, "", rule, why)


def unused_name(context: Context, module: Module, node: ast.AST, *wanted: str) -> str:
    """Return the first of the wanted names that means nothing where a node stands, else the first with a number."""
    scope = context.model.scope(module, node)
    for name in (*wanted, *(f"{wanted[0]}_{number}" for number in range(2, 100))):
        if scope.holder(name) is None:
            return name
    raise LookupError(f"every form of {wanted[0]} is taken")


def apart(context: Context, module: Module, first: ast.stmt, last: ast.stmt | None, rule: str) -> None:
    """Leave two empty lines above a definition that takes the place of statements, and below `last` where it is given.

    A comment right above them belongs to it.
    """
    file = module.file
    top = first.lineno
    while top > 1 and file.line(top - 1).startswith("#"):
        top -= 1
    above = _empty(module, range(top - 1, 0, -1))
    if above is not None:
        context.insert(module, file.line_starts[top - 1], file.newline * (2 - above), rule)
    if last is None:
        return
    bottom = file.line_of(module.end(last))
    below = _empty(module, range(bottom + 1, len(file.line_starts) + 1))
    if below is not None:
        context.insert(module, file.line_starts[bottom], file.newline * (2 - below), rule)


def _empty(module: Module, lines: range) -> int | None:
    """Return how many empty lines come first, or None where there are two, or nothing but empty lines."""
    for count, line in enumerate(lines):
        if module.file.line(line).strip():
            return count if count < 2 else None
    return None
