"""Classes that a call maps."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.text import decode

TABLES = """\
from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import mapper, registry, relationship


class Spot: ...
class Plan: ...


maps = registry()
plans = Table("plans", maps.metadata, Column("id", Integer, primary_key=True))
spots = Table("spots", maps.metadata, Column("id", Integer), Column("plan_id", ForeignKey("plans.id")))
"""


def relationships(code: str) -> list[tuple[str, str, list[str], bool]]:
    """Return the owner, name and targets of each relationship, and whether it is a collection."""
    text = (TABLES + code).encode()
    model = Model(Program([decode(text, Path("app.py"), PurePosixPath("app.py"), python=True)]))
    return [
        (one.owner.name, one.name, [target.name for target in one.targets], one.several)
        for one in model.mapping.relationships
    ]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (
            "other = maps.map_imperatively(Spot, spots)\n"
            "maps.map_imperatively(Plan, plans, properties={'spots': relationship(other)})",
            ("Plan", "spots", ["Spot"], True),
        ),
        (
            "maps.map_imperatively(Plan, local_table=plans)\n"
            "maps.map_imperatively(Spot, spots, properties=dict(plan=relationship(Plan)))",
            ("Spot", "plan", ["Plan"], False),
        ),
        (
            "mapper(Plan, plans, properties={'spots': relationship(Spot, uselist=False)})",
            ("Plan", "spots", ["Spot"], False),
        ),
    ],
    ids=["by a mapper", "by a class", "in the way of 1.x"],
)
def test_relationships(code: str, found: tuple[str, str, list[str], bool]) -> None:
    """What `properties` names are relationships of the class; the side with the foreign key has one object."""
    assert relationships(code) == [found]


def test_without_properties() -> None:
    """A class is mapped though its mapping names no relationship; another class is not."""
    text = (TABLES + "maps.map_imperatively(Plan, plans)").encode()
    model = Model(Program([decode(text, Path("app.py"), PurePosixPath("app.py"), python=True)]))
    assert {cls.name for cls in model.program.classes if model.mapping.is_mapped(cls)} == {"Plan"}
