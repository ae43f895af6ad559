"""The page of all results."""

from aiolift.bench.report.page import page
from tests.bench import examples


def test_page() -> None:
    """The page says where it was measured, what was reached, and then every result in a fixed order."""
    results = list(examples.results().values())
    text, charts = page(results, note="The machine was busy.")
    assert page(list(reversed(results)), note="The machine was busy.") == (text, charts)
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert [heading for heading in headings if heading.startswith("## ")] == [
        "## Measured on",
        "## What is wanted, and what was measured",
        "## Results",
    ]
    parts = ["Reads", "A service", "Drivers", "Cancellation", "Bulk load", "Seeding", "The migration", "The linter"]
    assert [heading[4:].partition(":")[0] for heading in headings if heading.startswith("### ")] == parts
    assert "\n**The machine was busy.**\n" in text
    assert text.count("- a processor, 2 cores, Linux 6; CPython 3.11.7; aiolift 0.1.0.") == 1
    assert "| ≥ 10 times | 8.07 | **no** |" in text
    assert all(f"](charts/{name}.svg)" in text for name in charts)
    assert "busy" not in page(results)[0]


def test_what_was_not_measured_is_named() -> None:
    """The page names the parts of `make bench` of which there is no result."""
    text, _ = page(list(examples.results().values()))
    (line,) = (line for line in text.splitlines() if line.startswith("Not measured, of what `make bench` runs: "))
    named = line.removesuffix(".").partition(": ")[2].split("; ")
    assert "service on MySQL" in named
    assert "cancellation on MySQL with aiomysql" in named
    assert not {"service on MariaDB", "cancellation on MySQL with asyncmy", "seeding", "lint"} & set(named)
