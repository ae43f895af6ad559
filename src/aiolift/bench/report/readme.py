"""The table of the READMEs: the service under load, on one server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.bench.report.markdown import number, table
from aiolift.bench.service.measure import ServiceResult
from aiolift.bench.service.summary import Cell, cells
from aiolift.errors import BenchError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from aiolift.bench.kept import Result

_CONNECTIONS = 64
_BEGIN, _END = "<!-- benchmarks: see docs/benchmarks.md -->", "<!-- end of benchmarks -->"
_PLACE = re.compile(f"(?<={_BEGIN}\n).*?(?={_END})", re.DOTALL)


@dataclass(frozen=True)
class Words:
    """What the table says in one language."""

    service: str
    rate: str
    late: str
    stopped: str
    below: str


_ENGLISH = Words(
    service=f"one row by FastAPI, {_CONNECTIONS} connections",
    rate="requests/s",
    late="{} ms away",
    stopped="stopped",
    below="{server}, {cores} cores, one worker. All figures, and how they were taken: "
    "[docs/benchmarks.md](docs/benchmarks.md).",
)
_KOREAN = Words(
    service=f"FastAPI 로 한 행 읽기, 연결 {_CONNECTIONS}개",
    rate="초당 요청",
    late="{} ms 떨어진 DB",
    stopped="멈춤",
    below="{server}, 코어 {cores}개, 워커 하나. 모든 수치와 재는 방법: [docs/benchmarks.md](docs/benchmarks.md).",
)


def put(path: Path, results: Sequence[Result]) -> str:
    """Return the text of a README with the table in its place.

    :raises BenchError: the README has no place for it.
    """
    text = path.read_text(encoding="utf-8")
    if not _PLACE.search(text):
        raise BenchError(f"{path} has no place for the table: lines with {_BEGIN} and {_END}")
    words = _KOREAN if ".ko." in path.name else _ENGLISH
    made = "".join(f"{line}\n" for line in lines(results, words))
    return _PLACE.sub(lambda _: made, text, count=1)


def lines(results: Sequence[Result], words: Words = _ENGLISH) -> list[str]:
    """Return the lines of the table; none where no service was measured."""
    services = sorted((one for one in results if isinstance(one, ServiceResult)), key=lambda one: one.server)
    if not services:
        return []
    result = services[0]
    found = {(cell.peer, cell.round_trip): cell for cell in cells(result) if cell.connections == _CONNECTIONS}
    networks = [way.round_trip for way in result.ways]
    header = [words.service]
    for network in networks:
        where = words.late.format(f"{network:g}") if network else ""
        header += [f"{words.rate}, {where}".rstrip(", "), "p99 ms"]
    rows = [
        (peer, *(figure for network in networks for figure in _figures(found.get((peer, network)), words)))
        for peer in result.pools
    ]
    below = words.below.format(server=result.server, cores=result.machine.cores)
    return [*table(header, rows), "", below]


def _figures(cell: Cell | None, words: Words) -> tuple[str, str]:
    if cell is None:
        return "", ""
    return (words.stopped, "") if cell.stopped else (number(cell.rate.median), number(cell.p99))
