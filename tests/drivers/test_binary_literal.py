"""Bytes as a literal; that servers read them back is shown in test_mysql_safety.py."""

import os

import pytest

from aiolift.drivers.binary_literal import binary_literal


@pytest.mark.parametrize(
    ("value", "backslash_escapes", "literal"),
    [
        (b"", True, b"_binary''"),
        (b"it's", True, b"_binary'it''s'"),
        (b"\\' OR 1", True, b"_binary'\\\\'' OR 1'"),
        (b"\\' OR 1", False, b"_binary'\\'' OR 1'"),
        (bytearray(b"\xff\x00"), True, b"_binary'\xff\x00'"),
        (memoryview(b"\xff\x00"), False, b"_binary'\xff\x00'"),
    ],
)
def test_literal(value: bytes, backslash_escapes: bool, literal: bytes) -> None:
    """A quote is doubled in every mode, and a backslash where the server reads it as an escape."""
    text = binary_literal(value, backslash_escapes=backslash_escapes)
    assert text.encode("utf-8", "surrogateescape") == literal


def test_size() -> None:
    """A file takes hardly more room in a statement than on disk."""
    file = os.urandom(2**16)
    sent = binary_literal(file, backslash_escapes=True).encode("utf-8", "surrogateescape")
    assert len(sent) < 1.05 * len(file)
