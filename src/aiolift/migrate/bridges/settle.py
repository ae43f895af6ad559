"""The colours, once every place that cannot await is decided: it stays sync, gets an async form, or is marked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiolift.analysis.sessions.closures import closed_over
from aiolift.migrate.bridges import properties
from aiolift.migrate.bridges.factories import Constructors
from aiolift.migrate.bridges.side import Side
from aiolift.migrate.bridges.sync_side import Follower
from aiolift.migrate.bridges.units import unit_of
from aiolift.migrate.colour import Blocked, Colour, Seed
from aiolift.migrate.entries.at_import import AtImport
from aiolift.program.entities import Function

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.awaiting.constraints import Constraints
    from aiolift.analysis.model import Model
    from aiolift.migrate.bridges.globals import Global, Globals
    from aiolift.migrate.bridges.name_origins import NameOrigins
    from aiolift.migrate.bridges.units import Unit

RUN_SYNC = "run-sync-call"
#: The rule that puts what creates tables at the top of a test module into a fixture.
TABLES = "tables-fixture"


@dataclass
class Bridges:
    """What was decided.

    :param side: all code that stays sync.
    :param globals: the engines and factories of the program.
    :param origins: where its names come from.
    :param constructors: how the program's classes are built.
    :param twins: the globals that sync and async code both read.
    :param factories: the constructors that become async classmethods.
    :param tables: calls that create tables in a test module, for a fixture to await.
    :param started: calls in modules' own code that start an event loop for themselves.
    :param threaded: those that do so in a thread, as a loop may run around the import.
    :param unsure: functions that become async below a decorator of which it is unknown what it makes of that: its name.
    :param because: for each unit that stays sync, or has a sync copy, the place that cannot await and keeps it so.
    :param marked: places that only a person can decide on.
    """

    side: Side
    globals: Globals
    origins: NameOrigins
    constructors: Constructors
    twins: list[Global] = field(default_factory=list)
    factories: list[Function] = field(default_factory=list)
    tables: set[ast.AST] = field(default_factory=set)
    started: list[Blocked] = field(default_factory=list)
    threaded: dict[ast.AST, Blocked] = field(default_factory=dict)
    unsure: dict[Function, str] = field(default_factory=dict)
    because: dict[Unit, Blocked] = field(default_factory=dict)
    marked: list[Blocked] = field(default_factory=list)


def settle(model: Model, seeds: Iterable[Seed], constraints: Constraints) -> tuple[Colour, Bridges]:
    """Colour the program, and decide for each blocked place until none is left."""
    settlement = _Settlement(model, list(seeds), constraints)
    while settlement.decide():
        pass
    return settlement.colour, settlement.bridges()


class _Settlement:
    """The decisions so far; each round colours the program anew, as one decision changes what others need."""

    def __init__(self, model: Model, seeds: list[Seed], constraints: Constraints) -> None:
        self.model = model
        self.seeds = seeds
        self.constraints = constraints
        self.barriers = dict(constraints.barriers)
        self.side = Side()
        self.constructors = Constructors(model)
        self.follower = Follower(model, self.side, constraints, self.constructors)
        self.tables = {seed.node for seed in self.seeds if seed.rule == TABLES}
        self.follower.either = {seed.module.statement(seed.node) for seed in self.seeds if seed.rule == TABLES}
        #: barriers that get an async form, and those that cannot have one
        self.chosen: dict[Function, str] = {}
        self.rejected: set[Function] = set()
        self.at_import = AtImport(model, self.follower.globals)
        self.started: dict[ast.AST, Blocked] = {}
        self.threaded: dict[ast.AST, Blocked] = {}
        self.marked: dict[tuple[ast.AST, Function | None], Blocked] = {}
        self.because: dict[Unit, Blocked] = {}
        self.colour = self._coloured()

    def _coloured(self) -> Colour:
        kept = self.constraints.islands | {
            unit for unit in self.side.units if isinstance(unit, Function) and self.side.keeps(unit)
        }
        runs = [Seed(site.module, site.node, site.function, RUN_SYNC) for site in self.side.run]
        return Colour(self.model, [*self.seeds, *runs], self.barriers, kept, self.constraints.commands)

    def _open(self) -> list[Blocked]:
        """Return the places that nobody has decided on yet."""
        return [
            place
            for place in [*self.colour.blocked, *self._islands()]
            if (place.node, place.callee) not in self.marked
            and place.node not in self.started
            and place.node not in self.threaded
            and (place.node not in self.tables or self._reads_sync(place.node))
            and not self.side.keeps(unit_of(self.model, place.module, place.node))
        ]

    def _reads_sync(self, node: ast.AST) -> bool:
        """Whether code that stays sync reads an engine that a call is given: it may want the tables early."""
        return any(made in self.side.globals for _, made in self.follower.globals.within(node))

    def decide(self) -> bool:
        """Decide on what is open, and colour anew; return whether anything was."""
        places = self._open()
        rest = [place for place in places if not self._async_form(place)]
        again = {place.callee for place in rest if place.callee in self.chosen}
        for callee in again:  # an async form is of no use where one of its callers cannot await
            assert callee is not None
            self.barriers[callee] = self.chosen.pop(callee)
            self.rejected.add(callee)
        if len(rest) == len(places) and not again:
            for place in rest:
                self._stay_sync(place)
        if places:
            self.colour = self._coloured()
        return bool(places)

    def _async_form(self, place: Blocked) -> bool:
        """Choose an async classmethod for a constructor, an async property for a property."""
        function = place.function
        if function is None or function in self.rejected:
            return False
        if function in self.chosen:
            return True
        family = {function}
        if place.reason == "init":
            possible = self.constructors.can_be_async(function)
        elif place.reason == "property":
            possible = properties.can_be_async(self.model, function)
            family = self.model.family(function)
        else:
            return False
        if possible:
            self.chosen |= {relative: self.barriers.pop(relative) for relative in family if relative in self.barriers}
        return possible

    def _stay_sync(self, place: Blocked) -> None:
        unit = unit_of(self.model, place.module, place.node)
        more = self.follower.follow(unit, place.module, self.colour, self.barriers)
        failed = more is None or not Side.of(self.side, more).keeps(unit)
        if failed and place.reason == "decorator":  # it may well await
            assert place.function is not None
            self.barriers.pop(place.function, None)
        elif failed and place.reason == "module" and self.at_import.can_start(place, self.colour):
            self.started[place.node] = place
        elif failed and place.reason == "module" and self.at_import.can_start_in_thread(place, self.colour):
            self.threaded[place.node] = place
        elif more is None or failed:
            self.marked[place.node, place.callee] = place
        else:
            self.side.add(more)
            self.because = dict.fromkeys(more.units, place) | self.because | {unit: place}
            for site in [
                site for site in self.side.run if self.side.keeps(unit_of(self.model, site.module, site.node))
            ]:
                del self.side.run[site]

    def _islands(self) -> Iterator[Blocked]:
        """Yield the I/O of functions that SQLAlchemy runs: some open a session of their own."""
        for seed in self.seeds:
            if seed.function not in self.constraints.islands or seed.module in self.constraints.island_modules:
                continue
            outer = closed_over(self.model, seed.module, seed.node, self.constraints.islands)
            if outer is None or outer not in self.colour:
                yield Blocked(seed.module, seed.node, seed.function, None, "island")

    def bridges(self) -> Bridges:
        """Return what was decided."""
        open_still = {(place.node, place.callee) for place in [*self.colour.blocked, *self._islands()]}
        return Bridges(
            self.side,
            self.follower.globals,
            self.follower.sharing.origins,
            self.constructors,
            twins=[made for made in self.side.globals if not self.follower.only_sync(made, self.side)],
            factories=[function for function, reason in self.chosen.items() if reason == "init"],
            tables={node for node in self.tables if not self._reads_sync(node)},
            started=list(self.started.values()),
            threaded=self.threaded,
            unsure={
                function: name for function, name in self.constraints.unsure.items() if self.colour.changes(function)
            },
            because=self.because,
            marked=[place for key, place in self.marked.items() if key in open_still],
        )
