"""The helper `run_async` stands once in a program, where its engine is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.migrate.entries.conftest import DATABASE

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.migrate.plan import Plan

COMMAND = "import click\nfrom db import count\n\n@click.command()\ndef show():\n    print(count())\n"


def texts(plan: Plan) -> dict[str, str]:
    """Return the new text of each file that changes."""
    return {str(change.name): change.after.decode() for change in plan.changes}


def test_it_is_written_once(plan: Callable[..., Plan]) -> None:
    """Two modules with commands import the same helper, which takes no connection of another loop and leaves none."""
    found = texts(plan(one=COMMAND, two=COMMAND))
    assert found["db.py"].count("def run_async(function):") == 1
    assert found["db.py"].index("sync_engine.dispose(close=False)") < found["db.py"].index("await engine.dispose()")
    assert "import run_async" in found["one.py"].replace("count, ", "")
    assert "import run_async" in found["two.py"].replace("count, ", "")


def test_it_stands_above_its_first_use(converted: Callable[..., str]) -> None:
    """Where the engine and a command share a module, the helper exists before the decorator runs."""
    code = converted("""\
        import click
        from sqlmodel import Session, create_engine, text

        engine = create_engine("sqlite:///app.db")

        @click.command()
        def show():
            with Session(engine) as session:
                print(session.exec(text("SELECT 1")).one())
    """)
    assert code.index("def run_async") < code.index("@click.command()")
    assert compile(code, "main.py", "exec")


def test_every_engine_is_disposed(plan: Callable[..., Plan]) -> None:
    """Two engines in one module leave no connection of either."""
    found = texts(plan(db="""\
        from sqlmodel import Session, create_engine, text

        engine = create_engine("sqlite:///app.db")
        other = create_engine("sqlite:///other.db")

        def count():
            with Session(engine) as session:
                return session.exec(text("SELECT 1")).one()
    """, main=COMMAND))  # fmt: skip
    assert "await engine.dispose()" in found["db.py"]
    assert "await other.dispose()" in found["db.py"]


def test_a_taken_name_is_left_alone(plan: Callable[..., Plan]) -> None:
    """A program's own `run_async` is not ours."""
    found = texts(plan(db="""\
        from sqlmodel import Session, create_engine, text

        engine = create_engine("sqlite:///app.db")
        run_async = print

        def count():
            with Session(engine) as session:
                return session.exec(text("SELECT 1")).one()
    """, main=COMMAND))  # fmt: skip
    assert "def run_in_event_loop(function):" in found["db.py"]
    assert "@run_in_event_loop\nasync def show" in found["main.py"]


def test_it_is_not_written_twice(plan: Callable[..., Plan]) -> None:
    """A second migration, of a command that was added since, uses the helper of the first."""
    db = texts(plan(main=COMMAND))["db.py"]
    helper = db[db.index("def run_async") :]
    again = texts(plan(main=COMMAND, db=f"import asyncio\nimport functools\n{DATABASE}\n\n{helper}"))
    assert again["db.py"].count("def run_async") == 1
    assert "from db import count, run_async" in again["main.py"]


def test_an_engine_in_an_object_is_disposed(plan: Callable[..., Plan]) -> None:
    """`db.engine` belongs to the event loop that ends; one that can be None, or has another name too, is left."""
    found = texts(plan(db="""\
        from sqlmodel import Session, create_engine, text

        class Database:
            spare = None

            def __init__(self, url):
                self.engine = create_engine(url)

            @property
            def same(self):
                return self.engine

            def open_spare(self):
                self.spare = create_engine("sqlite:///spare.db")

        db = Database("sqlite:///app.db")

        def count():
            with Session(db.engine) as session:
                return session.exec(text("SELECT 1")).one()
    """, main=COMMAND))  # fmt: skip
    assert "await db.engine.dispose()" in found["db.py"]
    assert found["db.py"].count(".dispose()") == 1
