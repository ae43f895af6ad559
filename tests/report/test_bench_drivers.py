"""The page of `aiolift bench drivers`."""

from rich.console import Console

from aiolift.bench.drivers.measure import Refusal
from aiolift.bench.drivers.recommend import recommend
from aiolift.report.bench_drivers import drivers_page
from tests.bench.drivers.example import result


def test_shows_figures_faults_and_reasons() -> None:
    """Drivers stand side by side; what fails, what cancelled sessions left and the recommendation follow."""
    measured = result(aiomysql=0.5)
    measured.refusals.append(Refusal("aiomysql", "driver alone", "insert", "RuntimeError: no"))
    console = Console(width=400)
    with console.capture() as captured:
        console.print(drivers_page(measured, recommend(measured)))
    lines = [" ".join(line.split()) for line in captured.get().splitlines()]
    assert "32 1 row db.reader() 3,000 (100) 1,500 (100) 3,000 (100)" in lines
    assert "mysqlconnector_async: 90 100 0 0 0 0 0 wrong answer" in lines
    assert "aiomysql cannot do this here: driver alone, insert: RuntimeError: no" in lines
    assert any(line.startswith("asyncmy alone, mended by aiolift: ") for line in lines)
    assert lines.index("recommended: mysql+asyncmy://") > 0
    assert "- through aiolift it is 2.00 times as fast as aiomysql, in the geometric mean of all operations" in lines
