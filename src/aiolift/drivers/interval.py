"""A timedelta as MySQL writes a TIME, which may be negative and longer than a day."""

from __future__ import annotations

from datetime import timedelta


def interval(value: timedelta) -> str:
    """Return `value` as ``hours:minutes:seconds.microseconds``."""
    seconds, microseconds = divmod(abs(value) // timedelta(microseconds=1), 1_000_000)
    sign = "-" if value < timedelta() else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{microseconds:06}"
