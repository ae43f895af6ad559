"""Where something happened, as text."""

from aiolift.guarding.trail import Trail

LIBRARY = ("/venv/lib/python3.11/site-packages/pack/module.py", 3, "run")
LOOP = ("/usr/lib/python3.11/asyncio/events.py", 80, "_run")
SERVICE, TEST, MAIN = (
    ("/app/service.py", 7, "book"),
    ("/app/tests/test_book.py", 9, "test"),
    ("/app/main.py", 1, "main"),
)


def test_application_only() -> None:
    """The application's lines are named, from the innermost to the event loop, below the folder."""
    trail = Trail.of([LIBRARY, SERVICE, LIBRARY, TEST, LOOP, MAIN])
    assert trail.shown("/app/") == "service.py:7 in book, called from tests/test_book.py:9 in test"


def test_library_only() -> None:
    """Where a library does it for itself, its line is named."""
    assert Trail.of([LIBRARY, LOOP, MAIN]).shown("/app/") == f"{LIBRARY[0]}:3 in run"


def test_in_test() -> None:
    """The innermost line tells whether a test does something itself."""
    assert Trail.of([LIBRARY, TEST, SERVICE]).is_in_test
    assert not Trail.of([SERVICE, TEST]).is_in_test
    assert not Trail.of([]).is_in_test
