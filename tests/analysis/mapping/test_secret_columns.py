"""Columns that hold a secret."""

from __future__ import annotations

import pytest

from aiolift.analysis.mapping.secret_columns import secret_columns
from tests.program.code import model_of


@pytest.mark.parametrize(
    ("column", "secret"),
    [
        ("hashed_password: str", True),
        ("password_hash: str | None = None", True),
        ("smtp_passwd = Column(String)", True),
        ("totp_secret: str", True),
        ("refresh_token: str", True),
        ("password_changed_at: datetime", False),
        ("token_type: str", False),
        ("content_hash: str", False),
        ("secret: bool", False),
        ("password: SecretStr", False),
        ("password: str = Field(exclude=True)", False),
    ],
)
def test_what_looks_like_a_secret(column: str, secret: bool) -> None:
    """The end of the name decides; flags, dates, masked and excluded columns are none."""
    (cls,) = model_of(f"class User:\n    {column}\n").program.classes
    assert bool(list(secret_columns(cls))) is secret


def test_a_class_about_secrets() -> None:
    """A class that is a secret by its name, or that writes its own JSON, sends what it means to."""
    program = model_of(
        "class AccessToken:\n    access_token: str\n"
        "class User:\n    password: str\n    @field_serializer('password')\n    def hide(self, value): return ''\n"
    ).program
    assert [list(secret_columns(cls)) for cls in program.classes] == [[], []]
