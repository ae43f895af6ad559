"""The markers that a migration leaves for a person: where a database call stands in code that cannot await.

A marker stands in the code as a comment on the line above the function, class or statement that it is about, with the
same indentation. Where a bridge is right (a sync twin engine, `run_sync`, an async factory) there is no marker.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class MarkerKind:
    """One kind of place that only a person can decide on.

    :param code: `AL901` to `AL999`; a code is never given a second meaning, and the gaps stay.
    :param name: what was found, in a few words.
    :param what: why it was not converted, in one sentence.
    :param suggestion: what a person can do; short enough for the comment.
    """

    code: str
    name: str
    what: str
    suggestion: str

    def comment(self) -> str:
        """Return the comment that stands in the code, without indentation or line ending."""
        return f"# aiolift: {self.code} {self.name}: {self.suggestion}"


MARKERS = {
    kind.code: kind
    for kind in (
        MarkerKind(
            "AL901",
            "constructor with I/O",
            "`__init__` cannot await, and not every place that builds the class could be given an async factory.",
            "load first, then pass the values in; or build it with an async classmethod",
        ),
        MarkerKind(
            "AL902",
            "property with I/O",
            "A setter or deleter cannot be awaited, and neither can a property that a library or a template reads.",
            "make it an async method, or load the value before it is read",
        ),
        MarkerKind(
            "AL903",
            "special method with I/O",
            "Python calls `__len__`, `__contains__`, `__bool__`, `__eq__` or `__str__` and does not await.",
            "give it an async method with a name of its own",
        ),
        MarkerKind(
            "AL904",
            "validator with I/O",
            "Pydantic and SQLAlchemy call validators while an object is made or changed, and do not await.",
            "check it in an async function before the object is made or changed",
        ),
        MarkerKind(
            "AL905",
            "event listener with I/O",
            "SQLAlchemy calls listeners with sync objects; this one uses a session of its own that is now async.",
            "use the connection or session that the event gives",
        ),
        MarkerKind(
            "AL906",
            "cached function with I/O",
            "`lru_cache` would keep the coroutine, which can be awaited once only, in place of its value.",
            "cache the value in a dictionary, or keep a sync engine for it",
        ),
        MarkerKind(
            "AL907",
            "key or comparison with I/O",
            "`sorted`, `min`, `max`, `groupby` and `bisect` call their key function and do not await.",
            "compute the keys first, in one query if possible, then sort by them",
        ),
        MarkerKind(
            "AL908",
            "database call at import",
            "A module or class body cannot await, and no sync engine can be kept for it here.",
            "load it in the lifespan, or keep a sync engine for it",
        ),
        MarkerKind(
            "AL909",
            "callback with I/O",
            "The function is given to a library that calls it and does not await.",
            "load what it needs before the library calls it",
        ),
        MarkerKind(
            "AL910",
            "thread with I/O",
            "The function runs in a thread or process of its own, without the event loop of the async engine.",
            "make it an asyncio task, or keep a sync engine for it",
        ),
        MarkerKind(
            "AL911",
            "job with I/O",
            "A scheduler, queue or server calls the function and does not await, and no plain wrapper could be placed.",
            "run it with `asyncio.run` and dispose of the engine, or use the async scheduler",
        ),
        MarkerKind(
            "AL912",
            "decorator that does not await",
            "The decorator's code is not in this program, and what it makes of an async function is unknown.",
            "use the decorator's async form, or decorate a sync function below it",
        ),
        MarkerKind(
            "AL913",
            "override of a library's method",
            "The base class belongs to a library that calls the method and does not await.",
            "do the I/O before the library calls it",
        ),
        MarkerKind(
            "AL914",
            "generator with a result",
            "An async generator can neither return a value nor take that of `yield from`.",
            "yield the value last, or split the generator from what makes its result",
        ),
        MarkerKind(
            "AL915",
            "Query without a 2.0 form",
            "The legacy Query was built in parts that could not be followed, or uses what `select` does not have.",
            "write it with `select`, or call it through `session.run_sync`",
        ),
        MarkerKind(
            "AL916",
            "session of a library",
            "The library opens sync sessions of its own; its async form is another package.",
            "use its async form, or a session factory of your own",
        ),
        MarkerKind(
            "AL917",
            "dynamic relationship",
            '`lazy="dynamic"` gives a legacy Query, which an AsyncSession does not have.',
            "use `WriteOnlyMapped`, or a query of its own",
        ),
        MarkerKind(
            "AL919",
            "driver's own connection",
            "The cursor or connection of the sync driver has no counterpart with the same methods.",
            "await `exec_driver_sql`, or use `run_sync`",
        ),
        MarkerKind(
            "AL920",
            "engine option",
            "The async engine or driver does not take this option.",
            "remove it, or use the async driver's own",
        ),
        MarkerKind(
            "AL922",
            "test double of a session",
            "The mock's results are set in a way that could not be rewritten to awaitable ones.",
            "use AsyncMock, or a session on SQLite",
        ),
        MarkerKind(
            "AL923",
            "call that needs a statement",
            "The async form takes statements of its own (`async with …`), and the call stands inside an expression.",
            "write it as a statement of its own, then migrate again",
        ),
        MarkerKind(
            "AL924",
            "coroutine that nobody awaits",
            "The check of the result found a call that gives a coroutine, in a place where no await could be put.",
            "await it here, or keep a sync engine for it",
        ),
        MarkerKind(
            "AL925",
            "defect of the migration",
            "The check of the result found code that is no Python, or that differs in more than what was planned.",
            "compare it with the code before, correct it, and report this",
        ),
        MarkerKind(
            "AL926",
            "lock or queue of threads",
            "Who waits for a lock, an event or a queue of threads stops the event loop, and with it whoever would end "
            "that; a lock that a thread may take twice lets every task in.",
            "use asyncio's form if all who use it can await, or release it before",
        ),
        MarkerKind(
            "AL927",
            "call of something unknown",
            "A session, connection or engine has a method of that name, and what it is called on is not known.",
            "annotate what it is called on and migrate again, or await the call",
        ),
        MarkerKind(
            "AL928",
            "Alembic environment",
            "Alembic's `env.py` connects with the application's URL or engine, in a way that could not be rewritten.",
            "connect with an async engine and `run_sync`, or give Alembic a sync URL",
        ),
        MarkerKind(
            "AL929",
            "generator without an async reader",
            "What reads this async generator has no async form: it is given plain iterables too, cannot await, or "
            "takes some of the items and leaves the others.",
            "read it with `async for`, and give that only async generators",
        ),
    )
}
