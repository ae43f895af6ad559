"""What aiolift mends of each driver."""

import re
from pathlib import Path

from aiolift.drivers.url import DRIVERS
from aiolift.knowledge.driver_faults import MENDED

PAGE = Path(__file__).resolve().parents[2] / "docs/drivers.md"


def test_agrees_with_the_page() -> None:
    """The faults of each driver are the rows of docs/drivers.md whose mark is bold in the driver's column."""
    table = re.search(r"^\|.*?^\n", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert table is not None
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[0].strip().splitlines()]
    for column, driver in enumerate(DRIVERS["mysql"], 1):
        assert driver.name in rows[2][column]
        mended = tuple(row[0] for row in rows if row[column].startswith("**✓**"))
        assert MENDED[driver.name] == mended
