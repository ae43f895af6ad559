"""Association proxies and what they read."""

from __future__ import annotations

import pytest

from aiolift.analysis.mapping.association_proxies import proxied, proxied_reads
from aiolift.analysis.model import Model
from aiolift.program.program import Program
from tests.lint.program import files

CODE = """
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.orm import DeclarativeBase, Mapped, relationship


class Base(DeclarativeBase):
    pass


class Song(Base):
    __tablename__ = "song"


class Entry(Base):
    __tablename__ = "entry"
    song: Mapped[Song] = relationship()


class List(Base):
    __tablename__ = "list"
    entries: Mapped[list[Entry]] = relationship()
    found = PROXY


def read(one: List):
    return one.found, List.found
"""


@pytest.mark.parametrize(
    ("proxy", "read"),
    [
        ('association_proxy("entries", "song")', ["entries", "entries.song"]),
        ('association_proxy(target_collection="entries", attr="number")', ["entries"]),
        ('association_proxy("others", "number")', []),
        ("association_proxy(entries, song)", []),
    ],
)
def test_a_proxy_reads_its_relationship_and_that_behind_it(proxy: str, read: list[str]) -> None:
    """Names of no relationship, and those that are not written out, say nothing; a class's attribute reads nothing."""
    model = Model(Program(files(CODE.replace("PROXY", proxy))))
    assert [".".join(one.name for one in path) for _, _, path in proxied_reads(model)] == read
    assert [one.name for one in proxied(model)] == [one.rpartition(".")[2] for one in read]
