"""Programs with SQLAlchemy are run, and the recorder inside of them notes what they load without asking."""

import ast
from pathlib import Path

import pytest

from aiolift.observe import recorder
from tests.observe.project import Project


def test_a_lazy_relationship(project: Project) -> None:
    """A relationship that is read names the class, the line, and the line of the query that loaded the object."""
    (load,) = project.observe("""
with Session() as session:
    plan = session.scalars(select(Plan)).one()  # query
    for _ in range(3):
        len(plan.spots)  # read
        session.expire(plan, ["spots"])
""")
    assert (load.model, load.attribute, load.kind, load.inside) == ("app.models.Plan", "spots", "lazy", None)
    assert (load.site, load.caller) == (project.place("read"), None)
    assert (load.origin, load.path) == (project.place("query", "query"), ())
    assert (load.created, load.expired_by, load.count) == (False, None, 3)


def test_a_deferred_column(project: Project) -> None:
    """A column that the query left out is `deferred`; `get` is told from a query."""
    (load,) = project.observe("""
with Session() as session:
    plan = session.get(Plan, 1)  # get
    print(plan.memo)  # read
""")
    assert (load.attribute, load.kind, load.site) == ("memo", "deferred", project.place("read"))
    assert load.origin == project.place("get", "get")


def test_a_reload_after_commit(project: Project) -> None:
    """An attribute that COMMIT expired names the line of the commit; a new object is told from a loaded one."""
    new, old = project.observe("""
def rename(session, plan, title):
    plan.title = title
    session.add(plan)
    session.commit()  # commit
    return plan.title  # read


with Session() as session:
    rename(session, Plan(title="서울", memo=""), "대전")
    plan = session.query(Plan).filter_by(title="부산").one()  # query
    rename(session, plan, "대구")
""")
    for load in (old, new):
        assert (load.attribute, load.kind) == ("title", "expired")
        assert load.site == project.place("read", function="rename")
        assert load.expired_by == project.place("commit", "commit", function="rename")
    assert {load.created: load.origin for load in (old, new)} == {True: None, False: project.place("query", "query")}


def test_a_property_of_the_model(project: Project) -> None:
    """Inside of a property of the model, both its line and that of its reader are named."""
    (load,) = project.observe("""
with Session() as session:
    plan = session.scalars(select(Plan)).one()
    print(plan.names)  # read
""")
    assert load.site == project.place("property", name="app/models.py", function="Plan.names")
    assert load.caller == project.place("read")


def test_a_chain_of_relationships(project: Project) -> None:
    """What a relationship loaded is traced to the query at the start, with the relationships on the way."""
    loads = project.observe("""
with Session() as session:
    spot = session.query(Spot).first()  # query
    print(spot.plan.memo)
""")
    first, last = sorted(loads, key=lambda load: len(load.path))
    assert (first.attribute, first.origin, first.path) == ("plan", project.place("query", "query"), ())
    assert (last.attribute, last.origin, last.path) == ("memo", first.origin, ("app.models.Spot.plan",))


def test_inside_of_delete_and_flush(project: Project) -> None:
    """What SQLAlchemy reads for itself names the session's method and the program's line that called it."""
    (load,) = project.observe("""
with Session() as session:
    session.delete(session.get(Plan, 1))  # delete
    session.commit()
""")
    assert (load.attribute, load.inside, load.site) == ("spots", "delete", project.place("delete"))


@pytest.mark.parametrize("base", ["pydantic.BaseModel", "sqlmodel.SQLModel"])
def test_serialisation(project: Project, base: str) -> None:
    """What pydantic or SQLModel reads while it builds a response model is marked, with the program's line behind it."""
    (load,) = project.observe(f"""
import pydantic
import sqlmodel

class SpotRead({base}):
    model_config = pydantic.ConfigDict(from_attributes=True)
    name: str

class PlanRead({base}):
    model_config = pydantic.ConfigDict(from_attributes=True)
    spots: list[SpotRead]

with Session() as session:
    print(PlanRead.model_validate(session.get(Plan, 1)))  # validate
""")
    assert (load.attribute, load.inside, load.site) == ("spots", "serialisation", project.place("validate"))


def test_a_response_of_fastapi(project: Project) -> None:
    """Where FastAPI builds the response after the endpoint has returned, the endpoint's first line is named."""
    loads = project.observe("""
import warnings
from fastapi import APIRouter, Depends, FastAPI
from pydantic import BaseModel, ConfigDict
warnings.simplefilter("ignore")
from fastapi.testclient import TestClient

class PlanRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    title: str
    names: list[str]

def get_session():
    with Session() as session:
        yield session

router = APIRouter()

@router.get("/sync", response_model=PlanRead)  # sync
def read(session=Depends(get_session)):
    return session.get(Plan, 1)

@router.get("/async")  # async
async def read_async(session=Depends(get_session)) -> PlanRead:
    return session.get(Plan, 1)

app = FastAPI()
app.include_router(router, prefix="/plans")
client = TestClient(app)
assert client.get("/plans/sync").json() == client.get("/plans/async").json()
""")
    assert {(load.attribute, load.inside) for load in loads} == {("spots", "serialisation")}
    assert {load.site for load in loads} == {
        project.place("property", name="app/models.py", function="Plan.names"),
    }
    assert {load.caller for load in loads} == {
        project.place("sync", function="read"),
        project.place("async", function="read_async"),
    }


def test_what_the_program_asks_for_is_no_implicit_load(project: Project) -> None:
    """Queries, refresh, eager loading, and what is loaded already are not recorded."""
    loads = project.observe("""
from sqlalchemy.orm import joinedload, selectinload, undefer

with Session() as session:
    plan = session.scalars(select(Plan).options(selectinload(Plan.spots), undefer(Plan.memo))).one()
    print(plan.title, plan.memo, plan.names, plan.spots[0].plan)
    session.commit()
    session.refresh(plan)
    print(plan.title, session.query(Spot).options(joinedload(Spot.plan)).first().plan.title)
    plan.title = "제주"
    session.flush()
""")
    assert loads == ()


def test_the_recorder_stands_alone() -> None:
    """It imports nothing of aiolift's, and is written in Python 3.8, for environments that are older than ours."""
    tree = ast.parse(Path(recorder.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [module for module in imported if module and module.startswith("aiolift")]
