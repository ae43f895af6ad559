"""From the files of a code base to the Plan of its migration: read, follow values, colour, rewrite, configure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting.constraints import Constraints
from aiolift.analysis.model import Model
from aiolift.knowledge.drivers import DRIVERS
from aiolift.knowledge.markers import MARKERS
from aiolift.migrate import configuration, event_loop_fixture, survey, unresolved
from aiolift.migrate.bridges.leftovers import code_of
from aiolift.migrate.bridges.settle import RUN_SYNC, settle
from aiolift.migrate.configuration import Needs
from aiolift.migrate.context import Context
from aiolift.migrate.entries import scripts, servers
from aiolift.migrate.plan import Kept, Note, Plan, Step
from aiolift.migrate.rewrite import RULES
from aiolift.migrate.rewrite.xunit import is_hook
from aiolift.migrate.second_opinion import second_opinion
from aiolift.migrate.verify import Finding, mark_finding, parses, verify
from aiolift.observe import record
from aiolift.program import edits, text, tree
from aiolift.program.change import FileChange
from aiolift.program.entities import Function
from aiolift.program.fixtures import is_fixture, is_in_tests, is_test
from aiolift.program.program import Program
from aiolift.program.progress import Silent

if TYPE_CHECKING:
    import ast
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path, PurePosixPath

    from aiolift.migrate.colour import Colour, Seed
    from aiolift.migrate.target import Target
    from aiolift.program.edits import Edit
    from aiolift.program.progress import Progress
    from aiolift.program.source import Module


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
    :raises ObservationError: `observed` cannot be read, or is not a record.
    """
    progress = progress or Silent()
    names = list(tree.files(root, exclude))
    python = [name for name in names if name.suffix == ".py"]
    progress.start("reading", len(python))
    program = Program((text.read(root / name, name, python=True) for name in python), progress.advance)
    target = survey.target(root, names, program, driver)
    progress.start("following values", len(program.functions) + len(program.modules))
    model = Model(program, progress=progress.advance)
    progress.start("colouring", 0)
    called = _Called(frozenset(scripts.entry_points(root, names)), frozenset(servers.targets(root, names)))
    context = _context(model, target, called)
    context = second_opinion(root, context, lambda again, oracle: _context(Model(again, oracle), target, called))
    if observed is not None:
        context.observed = record.read(observed).loads
    context.notes += [Note(name, None, why) for name, why in tree.left_out(root, exclude)]
    progress.start("rewriting", len(RULES))
    for rule in RULES:
        rule.rewrite(context)
        progress.advance()
    left = tuple(sorted(set(unresolved.unresolved(context))))
    unresolved.mark(context)
    needs = _needs(context)
    settings = configuration.plan(root, names, needs)
    conftest = event_loop_fixture.write(context, settings.conftest, needs.async_tests) if settings.conftest else None
    progress.start("checking", 0)
    changes = [*_checked(context), *([conftest] if conftest else [])]
    changed = {change.name for change in changes}
    changes += [change for change in settings.changes if change.name not in changed]
    return Plan(
        root,
        target.driver,
        changes=tuple(sorted(changes, key=lambda change: change.name)),
        markers=tuple(sorted(context.markers)),
        notes=tuple(sorted({*context.notes, *settings.notes})),
        unresolved=left,
        coloured=_steps(context.colour),
        kept=dict(_kept(context)),
        counts=_counts(context, python),
    )


@dataclass(frozen=True)
class _Called:
    """What is called from outside of the program, by the names that files of settings have.

    :param scripts: modules and functions of installed scripts.
    :param served: what servers are told to serve.
    """

    scripts: frozenset[tuple[str, str]]
    served: frozenset[str]


def _context(model: Model, target: Target, called: _Called) -> Context:
    """Find the I/O, and colour the functions that do it."""
    started = scripts.functions(called.scripts, model.program)
    served = servers.factories(called.served, model.program)
    constraints = Constraints(model, started, served - started)
    seeds: list[Seed] = []
    owners: dict[ast.AST, str] = {}
    for rule in RULES:
        for seed in rule.seeds(model):
            if owners.setdefault(seed.node, seed.rule) == seed.rule and seed.module not in constraints.island_modules:
                seeds.append(seed)
    colour, bridges = settle(model, seeds, constraints)
    owners.update(dict.fromkeys((site.node for site in bridges.side.run), RUN_SYNC))
    return Context(model, colour, bridges, target, owners, constraints.island_modules)


#: The edits of a module that can be made, and those that give way to one of them.
_Agreed = list[tuple["Module", tuple[list["Edit"], list["Edit"]]]]


def _agreed(context: Context) -> _Agreed:
    return [(module, edits.agreeing(context.finished(module))) for module in context.modules]


def _changes(agreed: _Agreed, given_up: Collection[PurePosixPath] = ()) -> Iterator[FileChange]:
    """Make the edits; a file that is given up gets its markers only."""
    for module, (made, _) in agreed:
        if module.file.name in given_up:
            made = [edit for edit in made if edit.rule == "marker"]
        after = edits.apply(module.text, made)
        if after != module.text:
            yield FileChange(module.file.name, module.file.encode(module.text), module.file.encode(after), tuple(made))


def _checked(context: Context) -> list[FileChange]:
    """Make the edits, and leave a marker for what is wrong with the result: it is never handed over in silence."""
    agreed = _agreed(context)
    changes = list(_changes(agreed))
    findings = (*_conflicts(agreed), *verify(context.model, changes))
    if not findings:
        return changes
    for finding in findings:
        mark_finding(context, finding)
    marked = _agreed(context)
    broken = {change.name for change in _changes(marked) if not parses(change)}
    return list(_changes(marked, broken))


def _conflicts(agreed: _Agreed) -> Iterator[Finding]:
    """Yield where two rules wanted to write the same place, of which the first one did."""
    for module, (_, refused) in agreed:
        for edit in refused:
            what = f"two rules want to write here; {edit.rule!r} gave way"
            yield Finding(module.file.name, module.file.line_of(edit.start), "AL925", what)


def _needs(context: Context) -> Needs:
    tests = {
        function.module.file.name
        for function in context.colour.causes
        if is_test(function) or is_fixture(function) or is_in_tests(function) or is_hook(function)
    }
    tests |= {seed.module.file.name for seed in context.colour.seeds if seed.node in context.bridges.tables}
    return Needs(
        driver=DRIVERS[context.target.driver],
        keep_sync_driver=context.keeps_sync_driver,
        tests_async=bool(tests),
        async_tests=tuple(sorted(tests)),
        alembic_async=context.alembic_async,
        requirements=tuple(sorted(context.requirements)),
        test_requirements=tuple(sorted(context.test_requirements)),
    )


def _counts(context: Context, python: Sequence[PurePosixPath]) -> dict[str, int]:
    seeds = context.colour.seeds
    elsewhere = context.bridges.tables | context.bridges.threaded.keys()
    return {
        "files_read": len(python),
        "lines_read": sum(len(module.file.line_starts) for module in context.model.program.modules),
        "io_sites": len(seeds),
        "converted": sum(context.can_await(seed.function) or seed.node in elsewhere for seed in seeds),
        "marked": len(context.markers),
        **unresolved.counts(context),
    }


def _steps(colour: Colour) -> dict[str, Step]:
    found = {}
    for function, cause in colour.causes.items():
        line = cause.node.lineno  # type: ignore[attr-defined]
        callee = str(cause.callee) if cause.callee else None
        code = cause.module.file.line(line).strip()
        found[str(function)] = Step(str(function), cause.module.file.name, line, code, callee)
    return found


def _kept(context: Context) -> Iterator[tuple[str, Kept]]:
    """Yield the functions that stay sync, or are copied, each with what cannot await."""
    because = {unit: place for unit, place in context.bridges.because.items() if isinstance(unit, Function)}
    for unit, place in sorted(because.items(), key=lambda item: str(item[0])):
        line: int = place.node.lineno  # type: ignore[attr-defined]
        name = place.module.file.name
        start = str(place.function) if place.function else f"{name}:{line}"
        yield str(unit), Kept(str(unit), start, name, line, MARKERS[code_of(place.reason)].what)
