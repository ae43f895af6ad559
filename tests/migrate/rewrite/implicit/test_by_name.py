"""Attributes that are read by names that stand in no attribute of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import HEADER, plan_of

if TYPE_CHECKING:
    from pathlib import Path

SORTED = """\
from operator import attrgetter

def work(db: Session):
    return sorted(db.query(Post).all(), key=attrgetter("user.name"))
"""
GETATTR = """\
def work(db: Session):
    return [getattr(post, "user") for post in db.query(Post).all()]
"""
PATTERN = """\
def work(db: Session):
    match db.get(Post, 1):
        case Post(user=User(name=name)):
            return name
"""
TEMPLATE = """\
from fastapi.templating import Jinja2Templates

templates = Jinja2Templates(directory="templates")

def work(request, db: Session):
    return templates.TemplateResponse(request, "posts.html", {"posts": db.query(Post).all()})
"""
VARIABLE = """\
def work(db: Session, name: str):
    return getattr(db.get(Post, 1), name)
"""


@pytest.mark.parametrize("source", [SORTED, GETATTR, PATTERN], ids=["attrgetter", "getattr", "pattern"])
def test_what_the_text_names_is_loaded_by_default(tmp_path: Path, source: str) -> None:
    """Neither a key function nor `getattr` nor a pattern can await."""
    _, code = plan_of(tmp_path, HEADER + source)
    assert 'user = relationship("User", back_populates="posts", lazy="selectin")' in code


@pytest.mark.parametrize("source", [TEMPLATE, VARIABLE], ids=["template", "variable"])
def test_what_may_be_named_is_noted(tmp_path: Path, source: str) -> None:
    """A template or a variable may name any relationship, and a person knows which."""
    plan, code = plan_of(tmp_path, HEADER + source)
    assert "lazy=" not in code
    assert any("`Post.user`" in note.what for note in plan.notes)
