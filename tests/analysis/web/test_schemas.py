"""Which classes a schema can be filled from."""

from __future__ import annotations

import pytest

from aiolift.analysis.web.schemas import Schemas
from tests.analysis.mapping.test_relationships import HEAD, model


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("id: int", True),
        ("id: int\n    team_id: int", True),
        ("id: int\n    secret: str", False),
        ('id: int\n    secret: str = "x"', True),
        ("id: int\n    kind: ClassVar[str]\n    other: typing.ClassVar", True),
        ('secret: str = "x"', False),
    ],
)
def test_fits(fields: str, expected: bool) -> None:
    """A class fits a schema if it has every field without a default, and one at least; class variables are none."""
    program = model(f"{HEAD}\n\nfrom pydantic import BaseModel\n\n\nclass Out(BaseModel):\n    {fields}\n")
    classes = {cls.name: cls for cls in program.program.classes}
    schemas = Schemas(program)
    assert schemas.fits(classes["Out"], classes["Hero"]) is expected
    assert schemas.fits(classes["Out"], classes["Hero"]) is expected
