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


REPOSITORY = """
class Repository:
    def __init__(self, session, model, schema):
        self.session, self.model, self.schema = session, model, schema

    def get(self, key):
        return self.schema.model_validate(self.session.get(self.model, key))


class Heroes(Repository):
    def first(self):
        return self.schema.model_validate(self.session.get(self.model, 1))


class Teams(Repository):
    def __init__(self, session):
        super().__init__(session, Team, Full)


from sqlalchemy.orm import Session

heroes, teams = Heroes(Session(), Hero, HeroOut), Teams(Session())
"""


def test_a_schema_goes_with_the_class_that_it_is_given_with() -> None:
    """A repository's schema is filled from the class that the repository is made with, an heir's from its own."""
    both = [("HeroOut", "Hero", ["team"]), ("Full", "Team", ["heroes", "heroes.team"])]
    assert sorted(read(REPOSITORY)) == sorted([*both, both[0]])


def test_what_is_given_a_choice_goes_with_anything() -> None:
    """Where a repository is made with one of several classes, nothing is told apart."""
    choice = "\n\ndef make(model, schema):\n    return Repository(Session(), model or Hero, schema or HeroOut)\n\n\n"
    assert len(read(f"{REPOSITORY}{choice}make(Team, Full)\n")) > len(read(REPOSITORY))


def test_a_schema_for_one_call_goes_with_what_it_is_called_on() -> None:
    """A method that is given a schema fills it from the class of its own repository; of an unknown one, from any."""
    code = REPOSITORY.replace(
        "self, key):\n        return self.schema", "self, key, out=None):\n        return (out or self.schema)"
    )
    full = [found for found in read(code + "teams.get(1, Bare)\nheroes.get(1, HeroOut)\n") if found[0] == "HeroOut"]
    assert {cls for _, cls, _ in full} == {"Hero"}
    heirs = "class Wide(BaseModel):\n    id: int\n    team: TeamOut | None = None\n    heroes: list[HeroOut] = []\n\n\n"
    known = read(f"{heirs}{code}teams.get(1, Wide)\n")
    assert {cls for schema, cls, _ in known if schema == "Wide"} == {"Team"}
    lost = read(f"{heirs}{code}teams.get(1, Wide)\n\n\ndef ask(unknown):\n    unknown.get(1, Wide)\n")
    assert {cls for schema, cls, _ in lost if schema == "Wide"} == {"Hero", "Team"}


def test_an_object_itself_is_put_into_no_field() -> None:
    """A schema inside of another is filled from what the object holds, not from the object."""
    code = "@router.get('/', response_model=Full)\ndef get(hero: Hero):\n    return {call}\n"
    assert read(code.replace("{call}", "hero")) == []
    assert ("HeroOut", "Hero", ["team"]) in read(code.replace("{call}", "{'heroes': [hero]}"))


def test_parsed_data_is_no_object() -> None:
    """What was parsed, here or in a function, has nothing that is loaded."""
    head = "import json\n\n\ndef parse(text):\n    return json.loads(text)\n\n\ndef get(x, text, client):\n    "
    for body in (
        "Full.model_validate(client.get('/').json())",
        "Full.model_validate(parse(text)['full'])",
        "data = json.loads(text)\n    Full.model_validate(data)",
        "for one in parse(text):\n        Full.model_validate(one)",
    ):
        assert read(head + body + "\n") == []
    for body in ("Full.model_validate(x)", "data = json.loads(text)\n    data = x\n    Full.model_validate(data)"):
        assert read(head + body + "\n") != []
