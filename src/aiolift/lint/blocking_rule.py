"""What the rules of the family AL6 share: calls that block the event loop, told apart by what they wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.awaiting.implicit_calls import ImplicitCall
from aiolift.analysis.event_loop.blocking_calls import possible
from aiolift.lint.finding import Step
from aiolift.lint.rule import Rule

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from aiolift.analysis.event_loop.blocked_loops import BlockedLoop
    from aiolift.analysis.model import Site
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function


class BlockingRule(Rule):
    """A call in an `async def` that blocks.

    :ivar waits: how the calls of this rule block, as `knowledge.blocking.Blocking.why` has it.
    """

    waits: tuple[str, ...]

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report the calls that block in this way, each once, with the way down where a sync function does it."""
        reported: set[ast.AST] = set()
        for found in subject.blocked_loops:
            site = found.site
            if found.kind.why not in self.waits or site.node in reported:
                continue
            reported.add(site.node)
            name = found.blocks.removeprefix("builtins.")
            through = f"`{_way_in(found).name}` calls `{name}`, which" if found.chain else f"`{name}`"
            yield subject.finding(
                self.code,
                site.module,
                site.node,
                f"{through} {found.kind.why}, and every other task of the event loop waits too",
                help=f"use {found.kind.instead}",
                chain=(
                    Step(subject.place(step.module, step.node), f"{step.function.name} calls {_called(step)}")
                    for step in found.chain
                    if step.function is not None
                ),
            )


def _way_in(found: BlockedLoop) -> Function:
    """Return the function that is called: of one with a decorator itself, not the wrapper that the way begins in."""
    first = found.chain[0].function
    return first if isinstance(found.site, ImplicitCall) and first is not None else found.site.targets[0]


def _called(step: Site) -> str:
    return step.targets[0].name if step.targets else possible(step)[0]
