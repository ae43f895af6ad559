"""The page of `aiolift bench service`."""

from rich.console import Console

from aiolift.report.bench_service import service_page
from tests.bench.service.example import result


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
