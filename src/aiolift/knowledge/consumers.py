"""Builtins that iterate over what they are given in sync code.

Source: <https://docs.python.org/3/library/functions.html>.
"""

from __future__ import annotations

#: Those that read every item, or whose result is the same where every item is made before.
READS_ALL = frozenset({
    "builtins.all", "builtins.any", "builtins.bytes", "builtins.dict", "builtins.frozenset", "builtins.list",
    "builtins.max", "builtins.min", "builtins.set", "builtins.sorted", "builtins.sum", "builtins.tuple",
})  # fmt: skip
#: Methods of builtin strings and collections that do, by the end of their names.
METHODS = (".join", ".extend", ".update")
#: Those that give an iterator over the items, or want one.
READS_SOME = frozenset({
    "builtins.enumerate", "builtins.filter", "builtins.iter", "builtins.map", "builtins.next", "builtins.zip",
})  # fmt: skip
