"""What is known of SQLAlchemy's events."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

from aiolift.reading import events
from aiolift.reading.listeners import Watch


def test_event_names() -> None:
    """All events of sessions are watched, those of later releases too."""
    assert {"do_orm_execute", "after_begin", "loaded_as_persistent"} <= set(events.event_names(Session))


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.booleans()), max_size=30))
def test_a_watch_sees_each_that_comes_and_goes(actions: list[tuple[int, bool, bool]]) -> None:
    """Whatever listeners come and go, and however often it is asked, a Watch says whether there are any."""
    watched, other = sessionmaker()(), sessionmaker()()
    listeners = [lambda *_: None for _ in range(4)]
    watch = Watch(events.listeners(watched.dispatch, ["after_begin"])[0])
    present: set[tuple[int, bool]] = set()
    for number, is_watched, ask in actions:
        target: Any = watched if is_watched else other
        if (number, is_watched) in present:
            event.remove(target, "after_begin", listeners[number])
        else:
            event.listen(target, "after_begin", listeners[number])
        present ^= {(number, is_watched)}
        if ask:
            assert bool(watch) is any(of_watched for _, of_watched in present)
    assert bool(watch) is any(of_watched for _, of_watched in present)
