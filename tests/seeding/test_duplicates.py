"""Keys that occur twice."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiolift.errors import SeedError
from aiolift.seeding.duplicates import KeyRegister

PATH = Path("cities.csv")


def first_duplicate(*batches: list[tuple[Any, ...]]) -> tuple[int, int] | None:
    """Enter batches of keys, with lines from 2 on, and look for a duplicate."""
    line = 2
    with KeyRegister(PATH, len(batches[0][0])) as register:
        for keys in batches:
            register.add(range(line, line + len(keys)), list(zip(*keys, strict=True)))
            line += len(keys)
        return register.first_duplicate()


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(["a", "A", "a ", "ä", "é", "é", "가"]), st.integers(0, 3)), min_size=1),
        min_size=1,
        max_size=4,
    )
)
def test_as_python_says(batches: list[list[tuple[str, int]]]) -> None:
    """The earliest duplicate is found, exactly as comparing all keys in memory finds it."""
    keys = [key for batch in batches for key in batch]
    pairs = [
        (number + 2, keys.index(key, number + 1) + 2) for number, key in enumerate(keys) if key in keys[number + 1 :]
    ]
    assert first_duplicate(*batches) == (pairs[0] if pairs else None)


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        (Decimal("1.50"), Decimal("1.5"), Decimal("1.51")),
        (Decimal("1E+40"), Decimal(10**40), Decimal(10**40 + 1)),
        (date(2024, 1, 1), date(2024, 1, 1), date(2024, 1, 2)),
        (datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, 1, tzinfo=UTC)),
        (uuid.UUID(int=1), uuid.UUID(int=1), uuid.UUID(int=2)),
        (b"\0a", b"\0a", b"\0b"),
        (2**53, 2**53, 2**53 + 1),
        (True, True, False),
    ],
)
def test_types(one: Any, same: Any, other: Any) -> None:
    """Values of every type that a driver takes are told apart as Python does."""
    assert first_duplicate([(one,), (other,)]) is None
    assert first_duplicate([(one,), (other,), (same,)]) == (2, 4)


def test_large_batch() -> None:
    """A batch may have more values than SQLite takes in one statement."""
    assert first_duplicate([(number, "x") for number in range(20_000)] + [(7, "x")]) == (9, 20_002)


def test_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the temporary file cannot be written, the error says how to move it."""
    with KeyRegister(PATH, 1) as register:
        register._database.execute("PRAGMA max_page_count = 10")
        with pytest.raises(SeedError, match=r"cities\.csv: no temporary file for the keys.*full.*SQLITE_TMPDIR"):
            register.add(range(10_000), [["x" * 100] * 10_000])
