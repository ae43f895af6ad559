"""Which settings the code base's own Python reads, by name: a URL that only another program reads must not move."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_KEY = re.compile(r"[\w.-]*\w(?=[\"']?\s*[:=])")


class SettingsNames:
    """The words of the Python code, against which the keys of settings files are compared.

    :param texts: the Python files' texts; none where they are not known, and then every setting counts as read.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts

    @cached_property
    def _code(self) -> str:
        return "\n".join(self._texts).lower()

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(re.findall(r"\w+", self._code))

    def reads(self, line: str) -> bool:
        """Whether the code reads the setting that `line`, the text before a URL, names; True where it names none."""
        keys = _KEY.findall(line)
        if not keys or not self._words:
            return True
        key = re.split(r"[.-]", keys[-1])[-1].lower()
        return key in self._words or any(rest in self._words for rest in self._without_prefix(key))

    def _without_prefix(self, key: str) -> Iterator[str]:
        """Yield what is left of `key` below a prefix that the code has as a text: pydantic's `env_prefix`, mostly."""
        for match in re.finditer("_+", key):
            prefix = re.escape(key[: match.start()])
            if re.search(rf"[\"']{prefix}_*[\"']", self._code):
                parts = key[match.end() :].split("_")
                # with a nested delimiter, the last parts name the field
                yield from ("_".join(parts[index:]) for index in range(max(1, len(parts) - 1)))
