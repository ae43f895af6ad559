"""The application's frames, also from inside of a greenlet."""

import json

from sqlalchemy.util import greenlet_spawn

from aiolift import frames


def test_is_application() -> None:
    """The standard library, what is installed, and aiolift itself are not the application."""
    assert frames.is_application(__file__)
    assert frames.is_application("/srv/app/main.py")
    for other in (json.__file__, frames.__file__, greenlet_spawn.__code__.co_filename, "<string>"):
        assert not frames.is_application(other)


async def test_stack_of_a_greenlet() -> None:
    """The stack leads on to the code that waits for the greenlet."""
    names = await greenlet_spawn(lambda: [frame.f_code.co_name for frame in frames.stack()])
    assert names[:2] == ["stack", "<listcomp>"]
    assert "test_stack_of_a_greenlet" in names
