"""A synthetic sync FastAPI and SQLAlchemy code base of any size, written as such code is written.

It works: its own tests pass. Each feature has models, a repository in a class hierarchy, services that take an untyped
`db` and call other features, schemas, a router and tests; queries are legacy ones and 2.0 ones.
"""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ONCE = {
    "requirements.txt": "fastapi>=0.121\nsqlalchemy>=2.0\npymysql\nhttpx\npytest\n",
    "pytest.ini": "[pytest]\npythonpath = .\n",
    "shop/__init__.py": "",
    "shop/models/__init__.py": "",
    "shop/repositories/__init__.py": "",
    "shop/services/__init__.py": "",
    "shop/schemas/__init__.py": "",
    "shop/routers/__init__.py": "",
    "tests/__init__.py": "",
    "shop/database.py": '''"""The engine, the session factory, and the dependency that gives a request its session."""

import os

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

DATABASE_URL = os.environ.get("DATABASE_URL", "sqlite://")

engine = create_engine(DATABASE_URL, connect_args={"check_same_thread": False}, poolclass=StaticPool)
SessionLocal = sessionmaker(autocommit=False, autoflush=False, bind=engine)


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()
''',
    "shop/models/base.py": '''"""What every model has."""

from datetime import datetime

from sqlalchemy import Column, DateTime
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Timestamped:
    created_at = Column(DateTime, default=datetime.now, nullable=False)
    updated_at = Column(DateTime, default=datetime.now, onupdate=datetime.now)
''',
    "shop/repositories/base.py": '''"""What every repository can do."""

from abc import ABC, abstractmethod


class Repository(ABC):
    model = None

    def __init__(self, db):
        self.db = db

    @abstractmethod
    def by_status(self, status):
        ...

    def get(self, key):
        return self.db.query(self.model).filter(self.model.id == key).first()

    def page(self, offset=0, limit=100):
        return self.db.query(self.model).order_by(self.model.id).offset(offset).limit(limit).all()

    def add(self, item):
        self.db.add(item)
        self.db.commit()
        self.db.refresh(item)
        return item

    def remove(self, key):
        item = self.get(key)
        if item is not None:
            self.db.delete(item)
            self.db.commit()
        return item
''',
}

_FEATURE = {
    "shop/models/$name.py": '''"""$Name and its lines."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String
from sqlalchemy.orm import relationship

from shop.models.base import Base, Timestamped


class $Name(Timestamped, Base):
    __tablename__ = "$name"

    id = Column(Integer, primary_key=True)
    title = Column(String(100), nullable=False)
    status = Column(String(20), default="draft", nullable=False)
    is_public = Column(Boolean, default=False, nullable=False)

    lines = relationship("${Name}Line", back_populates="owner", cascade="all, delete-orphan")

    def publish(self):
        self.status = "published"
        self.is_public = True


class ${Name}Line(Timestamped, Base):
    __tablename__ = "${name}_line"

    id = Column(Integer, primary_key=True)
    owner_id = Column(Integer, ForeignKey("$name.id"), nullable=False)
    quantity = Column(Integer, default=1, nullable=False)
    memo = Column(String(200))

    owner = relationship("$Name", back_populates="lines")
''',
    "shop/schemas/$name.py": '''"""What a client sends and gets."""

from pydantic import BaseModel, ConfigDict, Field


class ${Name}Create(BaseModel):
    title: str = Field(max_length=100)
    quantities: list[int] = []


class ${Name}Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    status: str
''',
    "shop/repositories/$name.py": '''"""Where $Name is stored."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from shop.models.$name import $Name, ${Name}Line
from shop.repositories.base import Repository


class ${Name}Repository(Repository):
    model = $Name

    def by_status(self, status):
        query = self.db.query($Name).filter($Name.status == status)
        if status == "published":
            query = query.filter($Name.is_public.is_(True))
        return query.order_by($Name.title).all()

    def with_lines(self, key):
        return (
            self.db.query($Name)
            .options(joinedload($Name.lines))
            .filter($Name.id == key)
            .one_or_none()
        )

    def find(self, title):
        return self.db.execute(select($Name).where($Name.title == title)).scalars().first()

    def count(self):
        return self.db.query(func.count($Name.id)).scalar()

    def total(self, key):
        statement = select(func.sum(${Name}Line.quantity)).where(${Name}Line.owner_id == key)
        return self.db.execute(statement).scalar() or 0

    def archive(self, status):
        done = self.db.execute(update($Name).where($Name.status == status).values(status="archived"))
        self.db.commit()
        return done.rowcount

    def add_lines(self, owner, quantities):
        # 수량마다 한 줄
        for quantity in quantities:
            self.db.add(${Name}Line(owner_id=owner.id, quantity=quantity))
        self.db.flush()
        return self.db.query(${Name}Line).filter_by(owner_id=owner.id).count()
''',
    "shop/services/$name.py": '''"""What can be done with $Name."""

from shop.models.$name import $Name
from shop.repositories.$name import ${Name}Repository
$other_import

class ${Name}NotFound(Exception):
    pass


def create_$name(db, data):
    repository = ${Name}Repository(db)
    if repository.find(data.title) is not None:
        raise ValueError(f"{data.title} exists")
    item = repository.add($Name(title=data.title))
    repository.add_lines(item, data.quantities)
    db.commit()
    return item


def get_$name(db, key):
    item = ${Name}Repository(db).get(key)
    if item is None:
        raise ${Name}NotFound(key)
    return item


def publish_$name(db, key):
    item = get_$name(db, key)
    item.publish()
    db.commit()
    db.refresh(item)
    return item


class ${Name}Report:
    def __init__(self, db):
        self.db = db
        self.repository = ${Name}Repository(db)

    def totals(self, status="draft"):
        return {item.title: self.repository.total(item.id) for item in self.repository.by_status(status)}

    def is_empty(self):
        return self.repository.count() == 0

    def summary(self):
        if self.is_empty():
            return {"count": 0, "totals": {}}
        summary = {"count": self.repository.count(), "totals": self.totals()}
$other_call
        return summary
''',
    "shop/routers/$name.py": '''"""HTTP for $Name."""

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.orm import Session

from shop.database import get_db
from shop.repositories.$name import ${Name}Repository
from shop.schemas.$name import ${Name}Create, ${Name}Read
from shop.services import $name as service

router = APIRouter(prefix="/$name", tags=["$name"])


@router.get("", response_model=list[${Name}Read])
def list_$name(offset: int = 0, limit: int = 20, db: Session = Depends(get_db)):
    return ${Name}Repository(db).page(offset, limit)


@router.post("", response_model=${Name}Read, status_code=201)
def create_$name(data: ${Name}Create, db: Session = Depends(get_db)):
    try:
        return service.create_$name(db, data)
    except ValueError as error:
        db.rollback()
        raise HTTPException(status_code=409, detail=str(error))


@router.get("/summary")
def summary_of_$name(db: Session = Depends(get_db)):
    return service.${Name}Report(db).summary()


@router.get("/{key}", response_model=${Name}Read)
def get_$name(key: int, db: Session = Depends(get_db)):
    try:
        return service.get_$name(db, key)
    except service.${Name}NotFound:
        raise HTTPException(status_code=404, detail="there is no such $name")


@router.post("/{key}/publish", response_model=${Name}Read)
def publish_$name(key: int, db: Session = Depends(get_db)):
    return service.publish_$name(db, key)


@router.delete("/{key}", status_code=204)
def delete_$name(key: int, db: Session = Depends(get_db)):
    ${Name}Repository(db).remove(key)
''',
    "tests/test_$name.py": """from shop.models.$name import $Name
from shop.repositories.$name import ${Name}Repository
from shop.services.$name import ${Name}Report, publish_$name


def test_create(client):
    done = client.post("/$name", json={"title": "첫째", "quantities": [1, 2]})
    assert done.status_code == 201
    assert client.get(f"/$name/{done.json()['id']}").json()["title"] == "첫째"
    assert client.post("/$name", json={"title": "첫째"}).status_code == 409


def test_missing(client):
    assert client.get("/$name/999").status_code == 404


def test_publish(db):
    item = ${Name}Repository(db).add($Name(title="공개"))
    assert publish_$name(db, item.id).status == "published"
    assert [found.title for found in ${Name}Repository(db).by_status("published")] == ["공개"]


def test_report(db):
    assert ${Name}Report(db).is_empty()
    repository = ${Name}Repository(db)
    item = repository.add($Name(title="보고"))
    assert repository.add_lines(item, [3, 4]) == 2
    assert ${Name}Report(db).summary()["totals"] == {"보고": 7}
""",
}

_CONFTEST = """import pytest
from fastapi.testclient import TestClient

from shop.database import SessionLocal, engine
from shop.main import app
from shop.models.base import Base


@pytest.fixture(autouse=True)
def tables():
    Base.metadata.create_all(bind=engine)
    yield
    Base.metadata.drop_all(bind=engine)


@pytest.fixture
def db():
    session = SessionLocal()
    yield session
    session.close()


@pytest.fixture
def client():
    return TestClient(app)
"""


def write(folder: Path, lines: int) -> int:
    """Write a code base of about `lines` lines of Python into `folder`, and return how many it has.

    It has as many whole features as it takes to reach `lines`, at least one. The same number always gives the same
    files.
    """
    total = sum(_put(folder, name, content) for name, content in [*_ONCE.items(), ("tests/conftest.py", _CONFTEST)])
    number = 0
    while number == 0 or total < lines:
        total += sum(_put(folder, name, content) for name, content in _feature(number))
        number += 1
    return total + _put(folder, "shop/main.py", _main(number))


def _feature(number: int) -> Iterator[tuple[str, str]]:
    words = {"name": f"item{number}", "Name": f"Item{number}", "other_import": "", "other_call": ""}
    if number:  # features call each other in a tree, as deep as the logarithm of their number
        other = f"Item{(number - 1) // 2}"
        words["other_import"] = f"from shop.services.{other.lower()} import {other}Report\n"
        words["other_call"] = f'        summary["related"] = {other}Report(self.db).summary()'
    for name, content in _FEATURE.items():
        yield Template(name).substitute(words), Template(content).substitute(words)


def _main(features: int) -> str:
    names = [f"item{number}" for number in range(features)]
    parts = ['"""The application."""\n\nfrom fastapi import FastAPI\n']
    parts += [f"from shop.routers import {name}" for name in names]
    parts.append("\napp = FastAPI()")
    parts += [f"app.include_router({name}.router)" for name in names]
    return "\n".join(parts) + "\n"


def _put(folder: Path, name: str, content: str) -> int:
    """Write one file, and return how many lines of Python it has."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return content.count("\n") if path.suffix == ".py" else 0
