"""What schemas read of the objects that fill them."""

from __future__ import annotations

from aiolift.analysis.web.serialisations import serialisations
from tests.analysis.mapping.test_relationships import HEAD, model

START = f"""{HEAD}    team = relationship("Team", backref="heroes")


from fastapi import APIRouter
from pydantic import BaseModel, TypeAdapter

router = APIRouter()


class TeamOut(BaseModel):
    id: int


class HeroOut(BaseModel):
    id: int
    team: TeamOut | None = None


class Full(BaseModel):
    id: int
    heroes: list[HeroOut]


class Bare(BaseModel):
    id: int


"""


def read(code: str) -> list[tuple[str, str, list[str]]]:
    """Return the schema, the class and the paths of each serialisation."""
    return [
        (found.by, found.cls.name, [".".join(part.name for part in path) for path in found.paths])
        for found in serialisations(model(START + code))
    ]


def test_response_models() -> None:
    """The fields of a response model that are relationships are read, and those of the schemas inside."""
    code = "@router.get('/', response_model=list[Full])\ndef get(teams: list[Team]):\n    return teams\n"
    assert read(code) == [("Full", "Team", ["heroes", "heroes.team"])]


def test_return_annotations() -> None:
    """Without a response model FastAPI takes the annotation."""
    assert read("@router.get('/')\ndef get(hero: Hero) -> HeroOut:\n    return hero\n") == [
        ("HeroOut", "Hero", ["team"])
    ]


def test_mixins() -> None:
    """An object that is known by a mixin alone may be of each mapped class that has the mixin."""
    code = (
        "class Record:\n    pass\n\n\nclass Squad(Record, Team):\n    pass\n\n\n"
        "@router.get('/', response_model=Full)\ndef get(found: Record):\n    return found\n"
    )
    assert read(code) == [("Full", "Squad", ["heroes", "heroes.team"])]


def test_calls() -> None:
    """`model_validate`, `from_orm` and a TypeAdapter fill schemas in place."""
    for call in (
        "HeroOut.model_validate(hero)",
        "HeroOut.from_orm(hero)",
        "TypeAdapter(HeroOut).validate_python(hero)",
    ):
        assert read(f"def get(hero: Hero):\n    return {call}\n") == [("HeroOut", "Hero", ["team"])]


def test_unknown_objects_are_told_by_their_fields() -> None:
    """What an endpoint returns may be unknown: then each class with all required fields counts."""
    assert read("@router.get('/', response_model=Full)\ndef get(x):\n    return x\n")[0] == (
        "Full",
        "Team",
        ["heroes", "heroes.team"],
    )


def test_columns_only() -> None:
    """A schema without relationships reads none, and a plain function is no endpoint."""
    assert read("@router.get('/', response_model=Bare)\ndef get(hero: Hero):\n    return hero\n") == []
    assert read("def get(hero: Hero) -> HeroOut:\n    return hero\n") == []
