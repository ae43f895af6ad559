"""What no bridge leads over is marked, once per function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.knowledge.markers import MARKERS
from aiolift.migrate.bridges.leftovers import CODES

if TYPE_CHECKING:
    from collections.abc import Callable


def test_every_code_is_a_kind_of_marker() -> None:
    """A reason leads to a marker that the summary can explain."""
    assert set(CODES.values()) <= MARKERS.keys()


def test_a_function_with_several_calls_is_marked_once(after: Callable[..., dict[str, str]]) -> None:
    """The marker stands above the decorators, in the words of its kind."""
    files = after(
        main="""\
        from sqlalchemy import text
        from sqlalchemy.orm import Session

        class Box:
            def __init__(self, session: Session):
                self.session = session

            def __len__(self):
                self.session.flush()
                return self.session.scalar(text("SELECT 1"))

        def box(session: Session):
            session.commit()
            return Box(session)
        """
    )
    assert files[""] == "AL903"
    comment = MARKERS["AL903"].comment()
    assert f"\n    {comment}\n    def __len__(self):\n        self.session.flush()\n" in files["main"]
