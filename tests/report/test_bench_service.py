"""The page of `aiolift bench service`."""

from dataclasses import replace

from rich.console import Console

from aiolift.report.bench_service import service_page
from tests.bench.service.example import SYNC, load, result


def test_shows_figures_side_by_side() -> None:
    """Medians, spreads and ratios stand in a line; a service that stopped is said to have, and has no figures."""
    console = Console(width=200)
    with console.capture() as captured:
        console.print(service_page(result()))
    lines = [" ".join(line.split()) for line in captured.get().splitlines()]
    assert "16 aiolift, prepared 1,200 (900 to 1,500) 4.00 1.0 2.0" in lines
    assert "256 sync Session, PyMySQL stopped in 1 of 2 259" in lines
    assert any(line.startswith("MariaDB 10.11.14; a processor, 2 cores") for line in lines)
    assert any("4 ms of network: a statement takes 4.3 ms; deliveries were 0.1 ms late" in line for line in lines)


def test_says_what_is_missing() -> None:
    """A service that answered nothing has no figures, and services that were left out are counted."""
    measured = replace(result(), loads=[load(SYNC, 0.0, errors=16)], left_out=3)
    console = Console(width=200)
    with console.capture() as captured:
        console.print(service_page(measured))
    lines = [" ".join(line.split()) for line in captured.get().splitlines()]
    assert "16 sync Session, PyMySQL no answer 16" in lines
    assert any(line.startswith("there was no time for 3 of the services") for line in lines)
