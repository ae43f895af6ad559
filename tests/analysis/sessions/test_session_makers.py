"""Session factories, scoped sessions and the sessions that they give."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.text import TextFile

IMPORTS = """\
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from sqlmodel import Session as SQLModelSession


class Own(Session): ...
"""


@pytest.mark.parametrize(
    ("made", "method"),
    [
        ("sessionmaker()()", "sqlalchemy.orm.Session.commit"),
        ("sessionmaker(class_=SQLModelSession)()", "sqlmodel.Session.commit"),
        ("sessionmaker(class_=Own)()", "sqlalchemy.orm.Session.commit"),
        ("sessionmaker(class_=AsyncSession)()", "sqlalchemy.ext.asyncio.AsyncSession.commit"),
        ("async_sessionmaker()()", "sqlalchemy.ext.asyncio.AsyncSession.commit"),
        ("scoped_session(sessionmaker(class_=SQLModelSession))", "sqlmodel.Session.commit"),
        ("AsyncSession()", "sqlalchemy.ext.asyncio.AsyncSession.commit"),
    ],
)
def test_the_class_of_the_session(made: str, method: str) -> None:
    """A factory gives sessions of the class that it is given, else of its own default."""
    file = TextFile(Path("m.py"), PurePosixPath("m.py"), f"{IMPORTS}\n{made}.commit()\n")
    (site,) = [one for one in Model(Program([file])).sites if getattr(one.node.func, "attr", "") == "commit"]
    assert site.externals == (method,)
