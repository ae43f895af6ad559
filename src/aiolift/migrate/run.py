"""From the files of a code base to the Plan of its migration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.constraints import Constraints
from aiolift.analysis.model import Model
from aiolift.migrate import edits, tree
from aiolift.migrate.colour import Colour
from aiolift.migrate.context import Context
from aiolift.migrate.plan import FileChange, Plan, Step
from aiolift.migrate.progress import Silent
from aiolift.migrate.rewrite import RULES
from aiolift.migrate.target import Target
from aiolift.program import text
from aiolift.program.program import Program

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence
    from pathlib import Path

    from aiolift.migrate.colour import Seed
    from aiolift.migrate.progress import Progress


def migrate(
    root: Path,
    *,
    driver: str | None = None,
    exclude: Sequence[str] = (),
    observed: Path | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Plan the migration of the code base at `root`. Nothing is written, and nothing of it is imported or run.

    :param driver: the async driver; None takes the one that fits the code base's own URL and requirements.
    :param exclude: globs of files that are neither read nor changed, as `tree.files` understands them.
    :param observed: what `aiolift observe` recorded.
    :param progress: told how far the work is.
    :raises ProgramError: a file cannot be read or parsed, or the code base cannot go async.
    """
    progress = progress or Silent()
    names = [name for name in tree.files(root, exclude) if name.suffix == ".py"]
    progress.start("reading", len(names))
    program = Program((text.read(root / name, name, python=True) for name in names), progress.advance)
    progress.start("following values", len(program.functions) + len(program.modules))
    model = Model(program, progress=progress.advance)
    progress.start("colouring", 0)
    constraints = Constraints(model)
    seeds: list[Seed] = []
    owners: dict[ast.AST, str] = {}
    for rule in RULES:
        for seed in rule.seeds(model):
            if owners.setdefault(seed.node, seed.rule) == seed.rule and seed.module not in constraints.island_modules:
                seeds.append(seed)
    colour = Colour(model, seeds, constraints.barriers, constraints.islands)
    context = Context(model, colour, Target(driver or "aiosqlite"), owners, constraints.island_modules)
    progress.start("rewriting", len(RULES))
    for rule in RULES:
        rule.rewrite(context)
        progress.advance()
    changes = []
    for module in context.modules:
        made = tuple(context.finished(module))
        after = edits.apply(module.text, made)
        if after != module.text:
            before = module.file.encode(module.text)
            changes.append(FileChange(module.file.name, before, module.file.encode(after), made))
    return Plan(
        root,
        driver or "aiosqlite",
        changes=tuple(changes),
        markers=tuple(sorted(context.markers)),
        notes=tuple(context.notes),
        unresolved=tuple(sorted(context.unresolved)),
        coloured=_steps(colour),
        counts={
            "files_read": len(names),
            "lines_read": sum(len(module.file.line_starts) for module in program.modules),
            "io_sites": len(colour.seeds),
            "functions": len(colour.causes),
        },
    )


def _steps(colour: Colour) -> dict[str, Step]:
    found = {}
    for function, cause in colour.causes.items():
        line = cause.node.lineno  # type: ignore[attr-defined]
        callee = str(cause.callee) if cause.callee else None
        found[str(function)] = Step(
            str(function), cause.module.file.name, line, cause.module.file.line(line).strip(), callee
        )
    return found
