"""The parts of which `make bench` consists: each benchmark on each server, and with each driver where it is of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.bench.cancellation import CancellationResult
from aiolift.bench.reads import ReadsResult
from aiolift.drivers.url import DRIVERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiolift.bench.kept import Result

#: By the names of their drivers in `DRIVERS`, as people write them.
SERVERS = {"mariadb": "MariaDB", "mysql": "MySQL"}
#: Of a server, and then those without one.
BENCHMARKS = ("service", "reads", "loading", "cancellation", "drivers")
ALONE = ("seeding", "migration", "lint")


@dataclass(frozen=True)
class Part:
    """One run of one benchmark.

    :param server: a key of `SERVERS`; None where the benchmark needs no server.
    :param driver: by its name in a URL; None where the benchmark is not of one driver.
    """

    benchmark: str
    server: str | None = None
    driver: str | None = None

    @property
    def name(self) -> str:
        """The name of its result's file, without ``.json``."""
        return "-".join(filter(None, (self.benchmark, self.server, self.driver)))

    def __str__(self) -> str:
        where = f" on {SERVERS[self.server]}" if self.server else ""
        return f"{self.benchmark}{where}{f' with {self.driver}' if self.driver else ''}"


def parts_on(server: str) -> Iterator[Part]:
    """Yield the parts on one server, in the order in which they are run."""
    for benchmark in BENCHMARKS:
        if benchmark == "cancellation":
            yield from (Part(benchmark, server, driver.name) for driver in DRIVERS[server])
        else:
            yield Part(benchmark, server, DRIVERS[server][0].name if benchmark == "reads" else None)


def not_measured(results: Sequence[Result]) -> list[Part]:
    """Return the parts of `make bench` that none of the results is of."""
    found = {_part_of(result) for result in results}
    wanted = [*(part for server in SERVERS for part in parts_on(server)), *map(Part, ALONE)]
    return [part for part in wanted if part not in found]


def _part_of(result: Result) -> Part:
    if result.benchmark in ALONE:
        return Part(result.benchmark)
    driver = result.driver if isinstance(result, ReadsResult | CancellationResult) else None
    return Part(result.benchmark, result.server.partition(" ")[0].lower(), driver)
