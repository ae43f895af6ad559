"""The colours, once every place that cannot await is decided: it stays sync, gets an async form, or is marked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiolift.migrate.bridges.sync_side import Follower, Side
from aiolift.migrate.bridges.units import unit_of
from aiolift.migrate.colour import Blocked, Colour, Seed
from aiolift.program.entities import Function

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

    from aiolift.analysis.constraints import Constraints
    from aiolift.analysis.model import Model
    from aiolift.migrate.bridges.globals import Global, Globals

RUN_SYNC = "run-sync-call"


@dataclass
class Bridges:
    """What was decided.

    :param side: all code that stays sync.
    :param globals: the engines and factories of the program.
    :param twins: those that sync and async code both read.
    :param marked: places that only a person can decide on.
    """

    side: Side
    globals: Globals
    twins: set[Global] = field(default_factory=set)
    marked: list[Blocked] = field(default_factory=list)


def settle(model: Model, seeds: Iterable[Seed], constraints: Constraints) -> tuple[Colour, Bridges]:
    """Colour the program, and decide for each blocked place until none is left."""
    seeds = list(seeds)
    islands = set(constraints.islands)
    side = Side()
    follower = Follower(model, side, islands)
    marked: dict[tuple[ast.AST, Function | None], Blocked] = {}
    while True:
        kept = islands | {unit for unit in side.units if isinstance(unit, Function)}
        runs = [Seed(site.module, site.node, site.function, RUN_SYNC) for site in side.run]
        colour = Colour(model, [*seeds, *runs], constraints.barriers, kept, constraints.commands)
        found = False
        for place in [*colour.blocked, *_islands_that_read(model, constraints, follower, seeds)]:
            unit = unit_of(model, place.module, place.node)
            if unit in side.units or (place.node, place.callee) in marked:
                continue
            found = True
            more = follower.follow(unit, place.module, colour, constraints.barriers)
            if more is None:
                marked[place.node, place.callee] = place
            else:
                side.add(more)
        if not found:
            break
    units = side.units
    twins = {made for made in side.globals if not follower.only_sync(made, units)}
    return colour, Bridges(side, follower.globals, twins, list(marked.values()))


def _islands_that_read(
    model: Model, constraints: Constraints, follower: Follower, seeds: Iterable[Seed]
) -> Iterable[Blocked]:
    """Yield the I/O of functions that SQLAlchemy runs: some open a session of their own."""
    for seed in seeds:
        if seed.function in constraints.islands and seed.module not in constraints.island_modules:
            yield Blocked(seed.module, seed.node, seed.function, None, "island")
