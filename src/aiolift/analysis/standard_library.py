"""What calls of the standard library's plumbing give, as values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.knowledge.locks import LOCKS, QUEUES
from aiolift.program.passing import first_star
from aiolift.program.values import NOTHING, Cell, ClassValue, External, Instance, instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.program.library import Call
    from aiolift.program.values import Value, Values

#: So many arguments of a partial are taken as bound where it is given `*args`.
_MANY = 8


def told_apart(name: str) -> Callable[[Call], Values]:
    """Return what makes an instance that remembers the call which made it."""
    return lambda call: frozenset([Instance(name, (Cell(call.node, call.scope.module),))])


def _listed(call: Call) -> Values:
    return instance("builtins.list", call.elements(call.arguments[0]) if call.arguments else NOTHING)


def _iterator(call: Call) -> Values:
    """A generator is its own iterator."""
    given = call.arguments[0] if call.arguments else NOTHING
    own = frozenset(value for value in given if isinstance(value, Instance) and value.cls == "builtins.generator")
    return own | (_listed(call) if given != own else NOTHING)


def _on_demand(call: Call, factory: Values) -> Values:
    """Return what a factory gives that is called later; a lock remembers the call that was given the factory."""
    held = Cell(call.node.func, call.scope.module)  # by all lists that are made together
    empty = {"builtins.list": (held,), "builtins.set": (held,), "builtins.dict": (NOTHING, held)}
    found: set[Value] = set()
    for value in factory:
        if isinstance(value, External) and value.name in empty:
            found.add(Instance(value.name, empty[value.name]))
    for value in call.call(factory):
        if isinstance(value, Instance) and value.cls in LOCKS:
            value = Instance(value.cls, (Cell(call.node, call.scope.module),))
        found.add(value)
    return frozenset(found)


def _default_dictionary(call: Call) -> Values:
    cell = Cell(call.node, call.scope.module)
    call.evaluation.write(cell, _on_demand(call, call.argument(0, "default_factory")))
    for given in call.arguments[1] if len(call.arguments) > 1 else NOTHING:
        if isinstance(given, Instance) and given.cls == "builtins.dict" and len(given.of) > 1:
            call.evaluation.write(cell, call.evaluation.content(given.of[1]))
    return frozenset([Instance("builtins.dict", (NOTHING, cell))])


def _field(call: Call) -> Values:
    return _on_demand(call, call.keywords.get("default_factory", NOTHING)) | call.keywords.get("default", NOTHING)


def _mapped(call: Call) -> Values:
    if not call.arguments:
        return instance("builtins.iterator", NOTHING)
    items = tuple(call.elements(argument) for argument in call.arguments[1:])
    return instance("builtins.iterator", call.apply(call.arguments[0], items, {}))


def _filtered(call: Call) -> Values:
    items = call.elements(call.arguments[1]) if len(call.arguments) > 1 else NOTHING
    if call.arguments:
        call.apply(call.arguments[0], (items,), {})
    return instance("builtins.iterator", items)


def _ordered(give: Callable[[Call], Values]) -> Callable[[Call], Values]:
    """Return what also calls the `key` of a call with each item of its argument."""

    def ordered(call: Call) -> Values:
        if call.arguments and "key" in call.keywords:
            call.apply(call.keywords["key"], (call.elements(call.arguments[0]),), {})
        return give(call)

    return ordered


def _kind(call: Call) -> Values:
    if len(call.arguments) != 1:
        return NOTHING
    return frozenset(
        ClassValue(value.cls) if not isinstance(value.cls, str) else External(value.cls)
        for value in call.arguments[0]
        if isinstance(value, Instance)
    )


def _item(call: Call) -> Values:
    return call.elements(call.arguments[0]) if call.arguments else NOTHING


def _pairs(call: Call) -> Values:
    return instance("builtins.iterator", instance("builtins.tuple", instance("builtins.int"), _item(call)))


def _zipped(call: Call) -> Values:
    return instance(
        "builtins.iterator", instance("builtins.tuple", *(call.elements(argument) for argument in call.arguments))
    )


def _chained(call: Call) -> Values:
    return instance("builtins.iterator", frozenset().union(*map(call.elements, call.arguments)))


def _flattened(call: Call) -> Values:
    return instance("builtins.iterator", call.elements(_item(call)))


def _passed(position: int) -> Callable[[Call], Values]:
    """Return what gives some items of an argument, one by one."""
    return lambda call: instance(
        "builtins.iterator", call.elements(call.arguments[position]) if len(call.arguments) > position else NOTHING
    )


def _grouped(call: Call) -> Values:
    """Each group has what its key gives, and its items."""
    items = _item(call)
    key = call.argument(1, "key")
    named = call.apply(key, (items,), {}) if key else items
    return instance("builtins.iterator", instance("builtins.tuple", named, instance("builtins.iterator", items)))


def _same(call: Call) -> Values:
    return call.arguments[0] if call.arguments else NOTHING


def of_argument(name: str) -> Callable[[Call], Values]:
    """Return what makes an instance of `name` that holds the values of the first argument."""
    return lambda call: instance(name, call.arguments[0] if call.arguments else NOTHING)


def _partial(call: Call) -> Values:
    """A partial holds what it calls, and nothing for each argument that it has bound already."""
    star = first_star(call.node.args)
    given = call.arguments[1:star]
    bound = (NOTHING,) * (len(given) if star is None else _MANY)
    called = call.arguments[0] if call.arguments else NOTHING
    partials = [value for value in called if isinstance(value, Instance) and value.cls == "functools.partial"]
    plain = called.difference(partials)  # together: one partial that may call either
    found: set[Value] = set()
    for inner, before in [*([(plain, 0)] if plain else []), *((_first(one), len(one.of) - 1) for one in partials)]:
        call.apply(inner, (NOTHING,) * before + given, call.keywords)
        found.add(Instance("functools.partial", (inner, *(NOTHING,) * before, *bound)))
    return frozenset(found)


def call_partial(partial: Instance, call: Call) -> Values:
    """Return what a partial gives, with the arguments that its caller adds."""
    given = (NOTHING,) * (len(partial.of) - 1) + call.arguments[: first_star(call.node.args)]
    return call.apply(_first(partial), given, call.keywords)


def _first(value: Instance) -> Values:
    return value.of[0] if value.of and not isinstance(value.of[0], Cell) else NOTHING


def entered_by_call(target: Instance, call: Call) -> Values:
    """Return the context manager that `contextmanager(get_db)()` gives: what its generators yield, and whose."""
    found: set[Value] = set()
    for value in call.apply(_first(target), call.arguments, call.keywords):
        if isinstance(value, Instance) and value.cls in {"builtins.generator", "typing.AsyncGenerator"}:
            found.add(Instance(f"{target.cls}()", value.of))
    return frozenset(found)


def _run(call: Call) -> Values:
    found: set[Value] = set()
    for value in call.arguments[0] if call.arguments else NOTHING:
        if isinstance(value, Instance) and value.cls == "typing.Coroutine":
            found |= _first(value)
    return frozenset(found)


def _thread(call: Call) -> Values:
    """A thread passes its arguments on to its function."""
    for given in call.keywords.get("args") or frozenset([Instance("builtins.tuple")]):
        if isinstance(given, Instance):
            parts = tuple(part for part in given.of if not isinstance(part, Cell))
            if given.cls == "builtins.list":  # what it holds has no order
                parts = (call.elements(frozenset([given])),)
            call.apply(call.argument(1, "target"), parts, {})
    return instance("threading.Thread")


def stacked(method: str, call: Call) -> Values | None:
    """Return what a stack's method gives: what it enters; what it calls at its end is called with the arguments."""
    given = call.arguments[0] if call.arguments else NOTHING
    match method:
        case "enter_context":
            return call.evaluation.entered(given)
        case "enter_async_context":
            return instance("typing.Coroutine", call.evaluation.entered(given))
        case "callback" | "push_async_callback":
            call.apply(given, call.arguments[1 : first_star(call.node.args)], call.keywords)
    return None


#: Calls that make a function that gives a context manager of a generator function.
CONTEXT_MANAGERS = ("contextlib.contextmanager", "contextlib.asynccontextmanager")
#: Makers by the name of what is called.
MAKERS: dict[str, Callable[[Call], Values]] = {
    "functools.partial": _partial,
    **{name: told_apart(name) for name in ("contextvars.ContextVar", *sorted(LOCKS), *QUEUES)},
    **{name: of_argument(name) for name in CONTEXT_MANAGERS},
    "contextlib.closing": of_argument("contextlib.contextmanager()"),
    "contextlib.nullcontext": of_argument("contextlib.contextmanager()"),
    **dict.fromkeys(("builtins.list", "builtins.reversed", "builtins.set", "builtins.frozenset"), _listed),
    "builtins.sorted": _ordered(_listed),
    "builtins.tuple": _listed,
    "builtins.iter": _iterator,
    "builtins.filter": _filtered,
    "builtins.map": _mapped,
    "builtins.next": _item,
    **dict.fromkeys(("builtins.max", "builtins.min"), _ordered(_item)),
    **dict.fromkeys(("random.choice", "secrets.choice"), _item),
    **dict.fromkeys(("random.choices", "random.sample"), _listed),
    **dict.fromkeys(("copy.copy", "copy.deepcopy"), _same),
    "itertools.chain": _chained,
    "itertools.chain.from_iterable": _flattened,
    **dict.fromkeys(("itertools.cycle", "itertools.islice"), _passed(0)),
    **dict.fromkeys(("itertools.dropwhile", "itertools.filterfalse", "itertools.takewhile"), _passed(1)),
    "itertools.groupby": _grouped,
    **dict.fromkeys(("itertools.product", "itertools.zip_longest"), _zipped),
    "builtins.enumerate": _pairs,
    "builtins.zip": _zipped,
    "builtins.type": _kind,
    "asyncio.run": _run,
    "collections.defaultdict": _default_dictionary,
    "dataclasses.field": _field,
    "pydantic.PrivateAttr": _field,
    "threading.Thread": _thread,
}
