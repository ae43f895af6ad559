"""AL001: what is said of a file that cannot be read or parsed. It is no rule: it cannot be looked for."""

from __future__ import annotations

CODE = "AL001"
NAME = "unparsable-file"
REASON = (
    "A file that cannot be read, or is not Python of this release, is not linted, and values are not followed through "
    "it: mistakes in it, and those elsewhere that only it would show, are not found. Correct it, run aiolift on the "
    "Python that the program is written for, or exclude it."
)
SOURCE = "https://docs.python.org/3/reference/lexical_analysis.html"
