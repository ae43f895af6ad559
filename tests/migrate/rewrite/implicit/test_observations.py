"""What a record of the sync suite adds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiolift.migrate.run import migrate
from aiolift.observe.record import FORMAT, VERSION
from tests.migrate.rewrite.one_module import HEADER

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = f"""{HEADER}def show(things):
    return [getattr(thing, "title") for thing in things()]


def ask(db: Session):
    db.commit()


def owner(db: Session, thing: str):
    db.commit()
    return thing.user


class Shape(Base):
    __tablename__ = "shapes"
    id = Column(Integer, primary_key=True)
    kind = Column(String(9))
    __mapper_args__ = dict(polymorphic_on=kind)


class Circle(Shape):
    colour = Column(String(10))
    __mapper_args__ = dict(polymorphic_identity="circle")
"""


def migrated(root: Path, **load: Any) -> str:
    """Migrate with a record of one load of `Post.user`."""
    entry = {
        "class": "app.Post", "attribute": "user", "kind": "lazy", "inside": None, "site": None, "caller": None,
        "origin": None, "path": [], "created": False, "expired_by": None, "count": 1,
    }  # fmt: skip
    record = root / "seen.json"
    content = {"format": FORMAT, "version": VERSION, "sqlalchemy": ["2.0"], "problems": [], "loads": [entry | load]}
    record.write_text(json.dumps(content), encoding="utf-8")
    (root / "app.py").write_text(SOURCE, encoding="utf-8")
    plan = migrate(root, driver="aiosqlite", observed=record)
    return next(change.after.decode() for change in plan.changes if change.name.name == "app.py")


def test_a_read_nobody_can_see(tmp_path: Path) -> None:
    """A load without a line that can await makes the relationship one that every query loads."""
    site = {"file": "app.py", "line": SOURCE.count("\n", 0, SOURCE.index("getattr")) + 1, "function": "show"}
    text = migrated(tmp_path, site=site)
    assert 'relationship("User", back_populates="posts", lazy="selectin")' in text


def test_a_read_in_an_async_function(tmp_path: Path) -> None:
    """A load on a line that can await is awaited there, whatever the annotations say."""
    site = {"file": "app.py", "line": SOURCE.count("\n", 0, SOURCE.index("thing.user")) + 1, "function": "owner"}
    text = migrated(tmp_path, site=site)
    assert "return await thing.awaitable_attrs.user" in text
    assert "declarative_base(cls=AsyncAttrs)" in text
    assert 'lazy="selectin"' not in text


def test_serialisation(tmp_path: Path) -> None:
    """What pydantic read while it filled a response is loaded by default."""
    text = migrated(tmp_path, inside="serialisation")
    assert 'relationship("User", back_populates="posts", lazy="selectin")' in text


def test_loads_of_the_session_itself(tmp_path: Path) -> None:
    """What `commit` or `delete` reads, it reads inside of its own await."""
    text = migrated(tmp_path, inside="delete")
    assert 'lazy="selectin"' not in text


def test_a_column_of_a_subclass(tmp_path: Path) -> None:
    """What a query of the base class left out, and something read, is loaded with each object of the subclass."""
    text = migrated(tmp_path, **{"class": "app.Circle", "attribute": "colour", "kind": "expired"})
    assert '__mapper_args__ = dict(polymorphic_identity="circle", polymorphic_load="selectin")' in text
