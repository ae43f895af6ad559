"""Subclasses whose columns a query of the base class leaves out."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from aiolift.analysis.mapping.inheritance import subclasses
from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.text import decode

SOURCE = """\
from sqlalchemy import ForeignKey
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Plain(Base):
    __tablename__ = "plain"
    id: Mapped[int] = mapped_column(primary_key=True)


class Shape(Base):
    __tablename__ = "shapes"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind"}


class Coloured:
    colour: Mapped[str]


class Circle(Coloured, Shape):
    __tablename__ = "circles"
    id: Mapped[int] = mapped_column(ForeignKey("shapes.id"), primary_key=True)
    radius: Mapped[int]
    parts: Mapped[list[Plain]] = relationship()
    names: AssociationProxy[list[str]] = association_proxy("parts", "name")
    SIDES = 0

    @declared_attr.directive
    def __mapper_args__(cls):
        return {"polymorphic_identity": "circle"}


class Loaded(Shape):
    extra: Mapped[int]
    __mapper_args__ = {"polymorphic_identity": "loaded", "polymorphic_load": "inline"}
"""


def test_subclasses() -> None:
    """Those count that no mapper loads already; columns of mixins too, but no keys, relationships and proxies."""
    model = Model(Program([decode(SOURCE.encode(), Path("app.py"), PurePosixPath("app.py"), python=True)]))
    found = {one.cls.name: (one.base.name, one.columns, one.arguments is not None) for one in subclasses(model)}
    assert found == {"Circle": ("Shape", {"radius", "colour"}, True)}
