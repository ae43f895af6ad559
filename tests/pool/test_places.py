"""The order in which places are given."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiolift.drivers.mode import Mode
from aiolift.pool.places import Place, Places

READ, WRITE = Mode.READ_ONLY, Mode.TRANSACTIONAL


def never(entry: Any) -> None:
    """Close a connection, where none is to be closed."""
    raise AssertionError(f"{entry} is closed")


def used(place: Place[Any], mode: Mode, name: str = "connection") -> Place[Any]:
    """Return `place` as its user leaves it: with a connection, in `mode`."""
    place.entry = place.entry or name
    place.mode = mode
    return place


def taken(places: Places[Any], mode: Mode) -> Place[Any]:
    """Take a place that must be there."""
    place = places.take_now(mode)
    assert place is not None
    return place


ACTIONS = st.lists(
    st.tuples(st.sampled_from(["ask", "ask", "give", "cancel"]), st.sampled_from(Mode), st.integers(0, 99)), max_size=60
)


@given(size=st.integers(1, 4), overflow=st.integers(0, 3), actions=ACTIONS)
def test_served_in_the_order_of_asking(size: int, overflow: int, actions: list[tuple[str, Mode, int]]) -> None:
    """Whatever is asked, given back and cancelled: nobody overtakes, and there are never more places than allowed."""

    async def play() -> None:
        places: Places[Any] = Places(size, overflow, never)
        held: list[tuple[int, Place[Any]]] = []
        waiting: dict[int, asyncio.Task[None]] = {}
        served: list[int] = []
        cancelled: set[int] = set()

        async def ask(number: int, mode: Mode) -> None:
            held.append((number, used(await places.take(mode, timeout=60), mode)))
            served.append(number)

        for number, (action, mode, choice) in enumerate(actions):
            if action == "ask":
                waiting[number] = asyncio.create_task(ask(number, mode))
            elif action == "give" and held:
                places.give(held.pop(choice % len(held))[1])
            elif action == "cancel" and waiting:
                victim = [*waiting][choice % len(waiting)]
                if waiting[victim].cancel():
                    cancelled.add(victim)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            for name in [name for name, task in waiting.items() if task.done()]:
                del waiting[name]
            assert len(held) <= places.taken <= size + overflow
            assert places.idle <= size
            assert places.taken + places.idle <= size + overflow
            assert not (waiting and places.idle), "nobody waits while a place is free"
            if waiting and served:
                assert max(served) < min(waiting), "nobody overtakes"
        while held:
            places.give(held.pop()[1])
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        assert served == sorted(served)
        assert places.taken == places.waiting == 0
        asked = {number for number, (action, *_) in enumerate(actions) if action == "ask"}
        assert asked == set(served) | cancelled

    asyncio.run(play())


async def test_a_connection_in_the_mode_comes_first() -> None:
    """Of the idle connections, one that need not be switched is taken."""
    places: Places[Any] = Places(3, 0, never)
    for place, mode in [(taken(places, WRITE), WRITE), (taken(places, READ), READ), (taken(places, WRITE), WRITE)]:
        used(place, mode, name=mode.value)
        places.give(place)
        places.take_now(mode)
    assert [places.idle, places.taken] == [0, 3]


async def test_each_mode_comes_to_have_connections_of_its_own() -> None:
    """Below the pool's size a new connection is opened rather than one of the other mode switched."""
    places: Places[Any] = Places(2, 0, never)
    places.give(used(taken(places, WRITE), WRITE))
    reader = taken(places, READ)
    assert reader.entry is None
    places.give(used(reader, READ))
    assert taken(places, WRITE).mode is WRITE
    assert taken(places, READ) is reader


async def test_a_full_pool_switches() -> None:
    """At the pool's size, an idle connection of the other mode is taken rather than one beyond the size opened."""
    places: Places[Any] = Places(1, 1, never)
    writer = used(taken(places, WRITE), WRITE)
    places.give(writer)
    assert taken(places, READ) is writer
    assert taken(places, READ).entry is None  # nothing is idle any more


async def test_the_connection_used_last_comes_first() -> None:
    """Idle connections come to age one by one, instead of all being kept awake in turn."""
    places: Places[Any] = Places(2, 0, never)
    first, second = taken(places, READ), taken(places, READ)
    places.give(used(first, READ))
    places.give(used(second, READ))
    assert taken(places, READ) is second


async def test_connections_beyond_the_size_are_not_kept() -> None:
    """A connection of the overflow goes to whoever waits, and is closed where nobody does."""
    places: Places[Any] = Places(1, 1, never)
    first, second = used(taken(places, READ), READ), used(taken(places, READ), READ)
    waiting = asyncio.create_task(places.take(READ, timeout=60))
    await asyncio.sleep(0)
    assert places.give(first)
    assert await waiting is first
    assert places.give(second)
    assert not places.give(first)
    assert (places.taken, places.idle) == (0, 1)


async def test_a_place_without_a_connection_is_forgotten() -> None:
    """Where no connection could be opened, nothing is kept, and the next one gets a new place."""
    places: Places[Any] = Places(1, 0, never)
    place = taken(places, READ)
    assert places.give(place)
    assert (places.taken, places.idle) == (0, 0)
    assert taken(places, READ) is not place


async def test_who_gives_up_in_the_moment_of_being_served_passes_it_on() -> None:
    """A place that is given to a task which was cancelled meanwhile goes to the next one."""
    places: Places[Any] = Places(1, 0, never)
    place = used(taken(places, READ), READ)
    first, second = [asyncio.create_task(places.take(READ, timeout=60)) for _ in range(2)]
    await asyncio.sleep(0)
    places.give(place)
    first.cancel()
    assert await second is place
    with pytest.raises(asyncio.CancelledError):
        await first


@pytest.mark.parametrize("is_drained", [False, True])
async def test_who_gives_up_in_the_moment_of_being_served_closes_what_is_one_too_many(is_drained: bool) -> None:
    """A connection that nobody wants any more is closed if the pool keeps no more, and its place is free."""
    closed: list[str] = []
    places: Places[str] = Places(1, 1, closed.append)
    kept, place = used(taken(places, READ), READ, "kept"), used(taken(places, READ), READ, "one too many")
    waiting = asyncio.create_task(places.take(READ, timeout=60))
    await asyncio.sleep(0)
    places.give(place)
    drained = list(places.drain()) if is_drained else []
    assert places.give(kept) is not is_drained
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (closed, drained) == (["one too many"], [])
    assert (places.taken, places.idle) == (0, 0 if is_drained else 1)


async def test_waiting_has_an_end() -> None:
    """Who waits for longer than the timeout gets an error, and does not count any more."""
    places: Places[Any] = Places(1, 0, never)
    place = used(taken(places, READ), READ)
    with pytest.raises(TimeoutError):
        await places.take(READ, timeout=0.01)
    assert places.waiting == 0
    places.give(place)
    assert (places.taken, places.idle) == (0, 1)


async def test_a_drained_pool_keeps_nothing() -> None:
    """After `drain`, those who hold a place may go on, and what they give back is to be closed."""
    places: Places[Any] = Places(2, 0, never)
    first, second = used(taken(places, READ), READ, "first"), used(taken(places, READ), READ, "second")
    places.give(first)
    assert list(places.drain()) == ["first"]
    assert not places.give(second)
    assert places.idle == 0
