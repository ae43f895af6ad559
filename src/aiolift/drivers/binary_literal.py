"""Bytes as a literal in the text of a statement, for the drivers that build it as a ``str``."""

from __future__ import annotations


def binary_literal(value: bytes | bytearray | memoryview, *, backslash_escapes: bool) -> str:
    """Return `value` as a string literal, to be encoded as UTF-8 with ``surrogateescape``.

    Hexadecimal would be simpler, but twice as long: a file would hit ``max_allowed_packet`` at half its size.

    :param backslash_escapes: whether the server reads a backslash in a string as an escape (no NO_BACKSLASH_ESCAPES).
    """
    data = bytes(value)
    if backslash_escapes:
        data = data.replace(b"\\", b"\\\\")
    # doubling is understood in every sql_mode
    quoted = data.replace(b"'", b"''")
    return f"_binary'{quoted.decode('ascii', 'surrogateescape')}'"
