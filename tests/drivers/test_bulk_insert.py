"""Which INSERT statements are sent with many rows at once, and how they are taken apart."""

from __future__ import annotations

import pytest

from aiolift.drivers.bulk_insert import BulkInsert, take_apart


@pytest.mark.parametrize(
    ("head", "row", "tail"),
    [
        ("INSERT INTO t (a, b) VALUES ", "(%s, %s)", ""),
        ("insert into t values", "(%s)", ""),
        ("INSERT IGNORE INTO t (a) VALUES ", "(%s)", ""),
        ("REPLACE INTO t (a) VALUES ", "(%s)", ""),
        ("INSERT INTO t (a) VALUE ", "(%s)", ""),
        ("  /* hint */ INSERT INTO t (a) VALUES /* (row) */ ", "(%s)", ""),
        ("INSERT INTO t (a) -- VALUES (b)\n VALUES ", "(%s)", ""),
        ("INSERT INTO `VALUES (x)` (`a%%s`) VALUES ", "(%s)", ""),
        ("INSERT INTO t (a, b) VALUES ", "(%s, now())", ""),
        ("INSERT INTO t (a, b) VALUES ", "(coalesce(%s, ')'), \"(\")", ""),
        ("INSERT INTO t (a, b) VALUES ", "(%s, 'it''s (')", ""),
        ("INSERT INTO t (a) VALUES ", "(%s)", " ON DUPLICATE KEY UPDATE a = VALUES(a)"),
        ("INSERT INTO t (a, b) VALUES ", "(%s, %s)", " AS new ON DUPLICATE KEY UPDATE b = (new.b + 1)"),
        ("INSERT INTO t (id) VALUES ", "(%s)", " ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id), c = '50%%'"),
        ("INSERT INTO t (a) VALUES ", "(%s)", " RETURNING a"),
    ],
)
def test_bulk(head: str, row: str, tail: str) -> None:
    """The row in the brackets after VALUES is found, whatever stands around and inside it."""
    assert take_apart(head + row + tail) == BulkInsert(head, row, tail)


def test_semicolon() -> None:
    """A semicolon at the end is left away, as rows may follow."""
    assert take_apart("INSERT INTO t VALUES (%s); ") == BulkInsert("INSERT INTO t VALUES ", "(%s)", "")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE t SET a = %s",
        "SELECT 'INSERT INTO t VALUES (1)', %s",
        "CALL insert_values(%s)",
        "INSERT INTO t (a) SELECT %s",
        "INSERT INTO t SET a = %s ON DUPLICATE KEY UPDATE a = VALUES(a)",
        "INSERT INTO t (a) VALUES (%s), (%s)",
        "INSERT INTO t (a) VALUES (%s), (1)",
        "INSERT INTO t (a) VALUES (1)",
        "INSERT INTO t (a) VALUES ()",
        "INSERT INTO t (a) VALUES (%s) ON DUPLICATE KEY UPDATE a = a + %s",
        "INSERT INTO t (a) VALUES ((SELECT max(a) + %s FROM t))",
        "INSERT INTO t (a, b) VALUES (%s, LAST_INSERT_ID())",
        "INSERT INTO t (a, b) VALUES (%s, '\\'')",
        "INSERT INTO t (a) VALUES (%s",
        "INSERT INTO t VALUES",
        "",
    ],
)
def test_one_by_one(statement: str) -> None:
    """What is no INSERT of one row with parameters, or would mean something else with many rows, stays as it is."""
    assert take_apart(statement) is None
