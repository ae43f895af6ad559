"""Columns that the server fills in."""

# ruff: noqa: E501 (programs of one line)
from __future__ import annotations

from aiolift.analysis.mapping.server_columns import ServerColumns
from tests.analysis.mapping.test_relationships import HEAD, model


def test_columns_that_the_server_fills_in() -> None:
    """They are known, also where a mixin, an annotated type or SQLModel's keyword arguments declare them."""
    code = (
        f"{HEAD}    made = Column(DateTime, server_default=func.now())\n    seen = Column(DateTime, onupdate=func.now())\n"
        "    plain = Column(DateTime, onupdate=datetime.now)\n    kept: Mapped[stamp]\n\n\n"
        "class Stamped(SQLModel):\n    at: datetime = Field(sa_column_kwargs={'server_default': 'x'})\n\n\n"
        "class Spot(Stamped, table=True):\n    id: int = Field(primary_key=True)\n\n\n"
        "stamp = Annotated[datetime, mapped_column(server_default=func.now(), onupdate=func.now())]\n"
    )
    found = model(code)
    columns = ServerColumns(found)
    classes = {cls.name: (columns.of(cls), columns.updated(cls)) for cls in found.program.classes}
    assert classes["Hero"] == ({"made", "seen", "kept"}, {"seen", "kept"})
    assert classes["Spot"] == ({"at"}, set())
    assert classes["Team"] == (set(), set())
