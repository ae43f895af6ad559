"""The engines and factories that modules own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate.bridges.globals import Globals

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.analysis.model import Model

MAIN = """\
import db
from db import engine as main_engine


def connect():
    from db import SessionLocal
    return main_engine.connect(), db.engine, SessionLocal()
"""


def test_reads_are_found_in_every_module(model: Callable[..., Model]) -> None:
    """A name is followed through imports with another name, inside of functions, and as a module's attribute."""
    found = {made.name: made for made in Globals(model(main=MAIN))}
    reads = {name: [module.segment(node) for module, node, _ in made.references] for name, made in found.items()}
    assert sorted(reads["engine"]) == ["db.engine", "engine", "main_engine"]
    assert sorted(reads["SessionLocal"]) == ["SessionLocal", "SessionLocal"]
    assert [making.maker for making in found["engine"].makings] == ["sqlalchemy.create_engine"]


def test_a_database_in_memory_is_known_by_its_url(model: Callable[..., Model]) -> None:
    """The URL stands in the call, or in a constant of the module."""
    code = """\
        from sqlalchemy import create_engine

        URL = "sqlite:///:memory:"
        one = create_engine("sqlite://", echo=True)
        two = create_engine(URL)
        three = create_engine("sqlite:///file.db")
    """
    found = {made.name: made.in_memory for made in Globals(model(main=code))}
    assert (found["one"], found["two"], found["three"]) == (True, True, False)
