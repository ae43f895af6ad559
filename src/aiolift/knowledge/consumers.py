"""What iterates over what they are given in sync code.

Source: <https://docs.python.org/3/library/functions.html>, <https://docs.python.org/3/library/itertools.html>.
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
#: Those that leave items for whoever reads the iterator next, or never ask for them.
READS_LAZILY = frozenset({
    "itertools.islice", "itertools.takewhile", "more_itertools.first", "more_itertools.nth", "more_itertools.take",
})  # fmt: skip
