"""A service and its tests, migrated in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate.run import migrate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SERVICE = """\
from fastapi import Depends, FastAPI
from sqlalchemy import Column, Integer, create_engine, select
from sqlalchemy.orm import Session, declarative_base

engine = create_engine("sqlite:///./items.db")
Base = declarative_base()
app = FastAPI()


class Item(Base):
    __tablename__ = "items"
    id = Column(Integer, primary_key=True)


def get_db():
    with Session(engine) as db:
        yield db


@app.get("/items")
def items(db: Session = Depends(get_db)):
    return find(db, 1)


def find(db: Session, number: int):
    return db.get(Item, number)


def reset():
    Base.metadata.create_all(engine)


class Repository:
    def __init__(self, db: Session):
        self.db = db

    def find(self, number: int):
        return self.db.scalars(select(Item).where(Item.id == number)).first()

    def name(self) -> str:
        return "items"
"""


def migrated_test(root: Path, test: str, others: Mapping[str, str] | None = None) -> str:
    """Migrate `service.py`, `test_service.py` of this text and other files; return the test module afterwards."""
    (root / "requirements.txt").write_text("fastapi\nsqlalchemy\npytest\n", encoding="utf-8")
    files = {"service.py": SERVICE, "test_service.py": test, **(others or {})}
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    for change in migrate(root, driver="aiosqlite").changes:
        if str(change.name) == "test_service.py":
            return change.after.decode()
    return test
