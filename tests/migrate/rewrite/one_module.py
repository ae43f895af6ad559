"""A program of one module, migrated in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate.run import migrate

if TYPE_CHECKING:
    from pathlib import Path

    from aiolift.migrate.plan import Plan

HEADER = """\
from sqlalchemy import Column, ForeignKey, Integer, String, func, text
from sqlalchemy.orm import Session, aliased, contains_eager, declarative_base, joinedload, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(50))
    age = Column(Integer)
    posts = relationship("Post", back_populates="user", order_by="Post.id")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    title = Column(String(50))
    user_id = Column(Integer, ForeignKey("users.id"))
    user = relationship("User", back_populates="posts")


"""


def plan_of(root: Path, source: str) -> tuple[Plan, str]:
    """Migrate one module; return the plan and the module's text afterwards."""
    (root / "app.py").write_text(source, encoding="utf-8")
    plan = migrate(root, driver="aiosqlite")
    for change in plan.changes:
        if change.name.name == "app.py":
            return plan, change.after.decode()
    return plan, source


def body_of(root: Path, body: str, parameters: str = "db: Session") -> str:
    """Migrate a function of these statements, and return its statements afterwards."""
    lines = "".join(f"    {line}\n" if line else "\n" for line in body.splitlines())
    _, after = plan_of(root, f"{HEADER}def ask({parameters}):\n{lines}")
    _, _, function = after.partition("def ask(")
    return "\n".join(line[4:] for line in function.splitlines()[1:])
