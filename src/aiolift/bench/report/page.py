"""The whole of docs/benchmarks.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.bench.cancellation import CancellationResult
from aiolift.bench.drivers.measure import DriversResult
from aiolift.bench.lint import LintResult
from aiolift.bench.loading import LoadingResult
from aiolift.bench.migration import MigrationResult
from aiolift.bench.parts import not_measured
from aiolift.bench.reads import ReadsResult
from aiolift.bench.report.goals import goals
from aiolift.bench.report.markdown import number, table
from aiolift.bench.report.sections import section
from aiolift.bench.seeding import SeedingResult
from aiolift.bench.service.measure import ServiceResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiolift.bench.kept import Result
    from aiolift.bench.report.goals import Goal
    from aiolift.bench.report.part import Chart

_ORDER = (
    *(ReadsResult, ServiceResult, DriversResult, CancellationResult),
    *(LoadingResult, SeedingResult, MigrationResult, LintResult),
)
_HEAD = """# Benchmarks

Made by `make bench`, which measures and writes this page; do not edit it. The results themselves are in
[benchmarks/](benchmarks). Contenders take turns, round by round, so that what the machine does meanwhile happens to all
of them; what stands here are medians, with the lowest and the highest round beside them."""


def ordered(results: Sequence[Result]) -> list[Result]:
    """Return results in the order of the page: by benchmark, then by server."""
    return sorted(results, key=lambda result: (_ORDER.index(type(result)), result.server))


def page(results: Sequence[Result], note: str | None = None) -> tuple[str, dict[str, Chart]]:
    """Return the page, and its charts by the names of their files without ``.svg``.

    :param note: what a reader must know of these figures, as that the machine was busy.
    """
    lines = [*_HEAD.splitlines(), ""]
    if note:
        lines += [f"**{note}**", ""]
    charts: dict[str, Chart] = {}
    parts: list[str] = []
    for result in ordered(results):
        made = section(result)
        parts += ["", *made.lines]
        charts |= made.charts
    lines += ["## Measured on", "", *_machines(results), "", "## What is wanted, and what was measured", ""]
    lines += [
        *_left_out(results),
        *_goals([goal for result in ordered(results) for goal in goals(result)]),
        "",
        "## Results",
        *parts,
    ]
    return "\n".join(lines) + "\n", charts


def _machines(results: Sequence[Result]) -> list[str]:
    """Return each machine once, with everything on it, and when it was measured."""
    seen: dict[tuple[str, ...], list[str]] = {}
    for result in results:
        machine = result.machine
        packages = ", ".join(f"{name} {version}" for name, version in machine.packages.items())
        key = (f"{machine.processor}, {machine.cores} cores, {machine.system}", machine.python, packages)
        seen.setdefault(key, []).append(machine.taken)
    lines = []
    for (where, python, packages), taken in seen.items():
        lines.append(f"- {where}; {python}; {packages}. From {min(taken)} to {max(taken)}.")
    return lines


def _left_out(results: Sequence[Result]) -> list[str]:
    """Return the paragraph that names the parts of `make bench` of which there is no result, if there are any."""
    parts = not_measured(results)
    return [f"Not measured, of what `make bench` runs: {'; '.join(map(str, parts))}.", ""] if parts else []


def _goals(found: Sequence[Goal]) -> list[str]:
    rows = [
        (
            goal.what,
            f"{goal.sign} {goal.wanted:g} {goal.unit}".rstrip(),
            number(goal.measured),
            "yes" if goal.is_reached else "**no**",
        )
        for goal in found
    ]
    return table(("what", "wanted", "measured", "reached"), rows)
