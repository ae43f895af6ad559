"""AL706: a table as the model of a response, with what no client may see."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.relationships import keyword
from aiolift.analysis.mapping.secret_columns import secret_columns
from aiolift.analysis.objects.object_origins import returned
from aiolift.analysis.web.dependencies import ROUTES, is_endpoint
from aiolift.analysis.web.schemas import Schemas
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.entities import Class
from aiolift.program.fixtures import is_test_module
from aiolift.program.values import Cell, ClassValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function
    from aiolift.program.values import Values

_PYDANTIC = {"sqlmodel.SQLModel", "pydantic.BaseModel"}
_NESTED = 4


class TableModelAsResponse(Rule):
    """FastAPI sends every column of what an endpoint answers with. Where that is a table model, a column that is added
    for the database goes to the clients the same day, and the hash of a password is sent from the first day on. This
    is reported where a table has a column that looks like a secret (a password or its hash, a key, a token that opens
    a session), in the response model, inside of another schema, or in what an endpoint without one returns. A table
    without such a column is often meant to be sent, and is left alone; so is one that is a secret by its name, as
    `Credential`, and the answer to a POST that shows a key or token once. A class of SQLAlchemy that is no pydantic
    model is reported always, because FastAPI refuses it as a response model when the route is added.
    """

    code = "AL706"
    name = "table-model-as-response"
    source = "https://fastapi.tiangolo.com/tutorial/response-model/#return-the-same-input-data"
    invalid = (
        Invalid(
            """
from fastapi import APIRouter
from sqlmodel import Field, SQLModel

router = APIRouter()


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    hashed_password: str


@router.get("/users", response_model=list[User])
async def users():
    return []


@router.get("/users/{number}")
async def user(number: int) -> User | None:
    return None
""",
            at=("list[User]", "User | None"),
        ),
        Invalid(
            """
from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

router = APIRouter()


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    password_hash: Mapped[str]


@router.get("/users/{number}")
async def user(number: int, session: AsyncSession):
    return await session.get(User, number)
""",
            at=("await session.get(User, number)",),
        ),
    )
    valid = (
        Valid(
            """
from fastapi import APIRouter
from sqlmodel import Field, SQLModel

router = APIRouter()


class UserPublic(SQLModel):
    id: int
    name: str


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    hashed_password: str


@router.get("/users", response_model=list[UserPublic])
async def users() -> list[User]:
    return []


@router.get("/users/{number}", response_model=User, response_model_exclude={"hashed_password"})
async def user(number: int):
    return None
"""
        ),
        Valid(
            """
from datetime import datetime

from fastapi import APIRouter
from sqlmodel import Field, SQLModel

router = APIRouter()


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    password_changed_at: datetime | None = None
    content_hash: str
    pin: str = Field(exclude=True)
    api_key: str = Field(exclude=True)


@router.get("/heroes", response_model=list[Hero])
async def heroes():
    return []
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at what each endpoint answers with."""
        tables = _Tables(subject)
        for function in subject.model.program.functions:
            if is_endpoint(function) and not is_test_module(function.module):
                yield from self._endpoint(subject, tables, function)

    def _endpoint(self, subject: Subject, tables: _Tables, function: Function) -> Iterator[Finding]:
        node = function.node
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        routes = [one for one in node.decorator_list if isinstance(one, ast.Call) and _is_route(one)]
        seen: set[ast.expr] = set()
        for route in routes:
            given = keyword(route, "response_model")
            declared = given if given is not None else node.returns
            if keyword(route, "response_model_include") is not None or keyword(route, "response_class") is not None:
                continue
            exclude = keyword(route, "response_model_exclude")
            hidden = {part.value for part in ast.walk(exclude) if isinstance(part, ast.Constant)} if exclude else set()
            sent = _Sent(hidden, keys=getattr(route.func, "attr", "") != "post")
            wrong = (
                [(declared, tables.declared(declared, sent))]
                if declared is not None
                else [(value, tables.returned(subject.model.values(value), sent)) for value in returned(node)]
            )
            for expression, why in wrong:
                if why is not None and expression not in seen:
                    seen.add(expression)
                    yield subject.finding(
                        self.code,
                        function.module,
                        expression,
                        why,
                        help="answer with a schema that has only what clients may see: response_model=…",
                    )


@dataclass(frozen=True)
class _Sent:
    """What a route sends of a table.

    :param hidden: the columns that it leaves out.
    :param keys: whether keys and tokens may not be seen.
    """

    hidden: Set[object]
    keys: bool

    def secret(self, cls: Class) -> str | None:
        """Return what is wrong with a table of pydantic's as a response."""
        column = next((name for name in secret_columns(cls, keys=self.keys) if name not in self.hidden), None)
        return f"{cls.name} is a table: its column `{column}` is sent to the client" if column is not None else None


class _Tables:
    """What is wrong with tables as responses."""

    def __init__(self, subject: Subject) -> None:
        self._model = subject.model
        self._mapping = subject.model.mapping
        self._schemas = Schemas(subject.model)

    def declared(self, annotation: ast.expr, sent: _Sent, depth: int = _NESTED) -> str | None:
        """Return what is wrong with a response model."""
        for cls in self._classes(annotation):
            if not self._mapping.is_mapped(cls):
                fields = self._schemas.fields(cls).values() if depth and self._schemas.is_schema(cls) else ()
                for field in fields:
                    if (why := self.declared(field.annotation, _Sent(frozenset(), sent.keys), depth - 1)) is not None:
                        return why
            elif _PYDANTIC.isdisjoint(cls.externals()):
                if depth == _NESTED and not _pydantic_reads(cls):
                    return f"{cls.name} is a table and no pydantic model: FastAPI refuses it as a response model"
            elif (why := sent.secret(cls)) is not None:
                return why
        return None

    def _classes(self, annotation: ast.expr) -> Iterator[Class]:
        """Yield the classes that an annotation names; in a string only those whose name is used once."""
        for part in ast.walk(annotation):
            for value in self._model.values(part) if isinstance(part, ast.Name | ast.Attribute) else ():
                if isinstance(value, ClassValue):
                    yield value.cls
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                for name in re.findall(r"\w+", part.value):
                    named = list(self._model.program.classes_named(name))
                    yield from named if len(named) == 1 else ()

    def returned(self, values: Values, sent: _Sent, depth: int = 2) -> str | None:
        """Return what is wrong with a value that is sent without a response model."""
        for value in values:
            if not isinstance(value, Instance):
                continue
            if isinstance(value.cls, Class):
                if self._mapping.is_mapped(value.cls) and (why := sent.secret(value.cls)) is not None:
                    return why
            elif value.cls in {"builtins.list", "typing.Sequence"} and depth:
                for part in value.of:
                    if not isinstance(part, Cell) and (why := self.returned(part, sent, depth - 1)) is not None:
                        return why
        return None


def _pydantic_reads(cls: Class) -> bool:
    """Whether pydantic can make a schema of a class that is none of its own: a dataclass, or one that says how."""
    return (
        "sqlalchemy.orm.MappedAsDataclass" in cls.externals()
        or any(getattr(base.node, "decorator_list", []) for base in cls.mro())
        or any("__get_pydantic_core_schema__" in base.methods for base in cls.mro())
    )


def _is_route(decorator: ast.Call) -> bool:
    return isinstance(decorator.func, ast.Attribute) and decorator.func.attr in ROUTES
