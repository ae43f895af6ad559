"""Somebody's text on a terminal."""

from __future__ import annotations

#: Control characters become the pictures that Unicode has of them: a file could else move the cursor or set a title.
#: Surrogates are bytes of a file name that is not text.
_PICTURES = (
    {code: chr(0x2400 + code) for code in range(32) if code != ord("\t")}
    | {0x7F: "\u2421"}
    | dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000)], "\ufffd")
)


def shown(text: str) -> str:
    """Return one line of text that does nothing to a terminal but show itself."""
    return text.translate(_PICTURES)
