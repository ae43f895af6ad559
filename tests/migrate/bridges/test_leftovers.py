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


def test_an_async_function_below_an_unknown_decorator_is_marked(after: Callable[..., dict[str, str]]) -> None:
    """FastAPI awaits an endpoint, but the decorator in between is unknown; what is only registered stays sync."""
    files = after(
        main="""\
        from fastapi import FastAPI
        from strange import registry, traced
        from db import count

        app = FastAPI()

        @app.get("/")
        @traced
        def index():
            return count()

        @registry.add("size")
        def size():
            return count()
        """
    )
    assert files[""] == "AL912"
    assert f'\n{MARKERS["AL912"].comment()}\n@app.get("/")\n@traced\nasync def index():' in files["main"]
    assert '@registry.add("size")\ndef size():\n    return count_sync()' in files["main"]


def test_a_function_that_cannot_stay_sync_goes_async_below_an_unknown_decorator(
    after: Callable[..., dict[str, str]],
) -> None:
    """Where no sync engine can be kept for it, it is async with a marker: its callers await it."""
    files = after(
        main="""\
        from sqlalchemy import text
        from strange import traced

        class Store:
            def __init__(self, session):
                self.session = session

            @traced
            def size(self):
                return self.session.scalar(text("SELECT 1"))

        def both(store: Store):
            store.session.commit()
            return store.size()

        def run(session):
            return both(Store(session))

        from db import SessionLocal
        def use():
            with SessionLocal() as session:
                return run(session)
        """
    )
    assert files[""] == "AL912"
    assert "    @traced\n    async def size(self):" in files["main"]
    assert "return await store.size()" in files["main"]


def test_a_generator_with_a_result_is_marked(after: Callable[..., dict[str, str]]) -> None:
    """An async generator cannot return a value, so it is left where no sync engine can be kept for it."""
    files = after(
        main="""\
        from sqlalchemy import text
        from sqlalchemy.orm import Session

        def rows(session: Session):
            yield session.scalar(text("SELECT 1"))
            return 3

        def use(session: Session):
            session.commit()
            return list(rows(session))
        """
    )
    assert files[""] == "AL914"
    assert f"{MARKERS['AL914'].comment()}\ndef rows(" in files["main"]


def test_a_decorated_constructor_is_never_async(after: Callable[..., dict[str, str]]) -> None:
    """What a decorator puts in the place of `__init__` cannot await either: it is given the sync session."""
    files = after(
        main="""\
        from functools import wraps

        from sqlalchemy import text
        from sqlalchemy.orm import Session

        def find(session: Session):
            return session.scalar(text("SELECT 1"))

        def loading(init):
            @wraps(init)
            def wrapper(self, **values):
                self.found = find(values.pop("session"))
                return init(self, **values)
            return wrapper

        class Hero:
            @loading
            def __init__(self, name):
                self.name = name

        def use(session: Session):
            session.commit()
            return Hero(session=session, name="이름")
        """
    )
    assert "\n    def wrapper(self, **values):" in files["main"]
    assert 'await session.run_sync(lambda sync_session: Hero(session=sync_session, name="이름"))\n' in files["main"]
