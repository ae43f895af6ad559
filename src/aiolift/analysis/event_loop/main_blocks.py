"""The `if __name__ == "__main__":` blocks of a program: code that runs once, outside of any event loop."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.entities import Function

if TYPE_CHECKING:
    from aiolift.program.program import Program
    from aiolift.program.source import Module

#: The name that a block has in explanations, as if it were a function of its module.
NAME = "__main__"


class MainBlocks:
    """Each block as a function of its own, for it can become one: `async def main()`.

    A block with an `else` is left to the module, as it has no such form.
    """

    def __init__(self, program: Program) -> None:
        self._found: dict[Module, dict[ast.AST, Function]] = {}
        for module in program.modules:
            blocks: dict[ast.AST, Function] = {
                node: Function(module, program.scopes[module.tree], node, qualname=NAME)
                for node in module.tree.body
                if is_main_block(node)
            }
            if blocks:
                self._found[module] = blocks

    def around(self, module: Module, node: ast.AST) -> Function | None:
        """Return the block whose body a node of a module's own code stands in."""
        blocks = self._found.get(module)
        if not blocks:
            return None
        inner = node
        for outer in module.ancestors(node):
            if outer in blocks and inner is not outer.test:  # type: ignore[attr-defined]
                return blocks[outer]
            inner = outer
        return None


def is_main_block(node: ast.AST) -> bool:
    """Whether a statement is `if __name__ == "__main__":`, either way round, without an `else`."""
    match node:
        case ast.If(test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]), orelse=[]):
            sides = {ast.unparse(left), ast.unparse(right)}
            return sides == {"__name__", repr("__main__")}
    return False
