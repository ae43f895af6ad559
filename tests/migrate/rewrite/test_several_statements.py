"""Texts of several statements in migration scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate.run import migrate

if TYPE_CHECKING:
    from pathlib import Path

APP = """\
from sqlalchemy import create_engine, text


def ping(url):
    with create_engine(url).connect() as connection:
        connection.execute(text("SELECT 1"))
"""
HEADER = "from alembic import op\nfrom sqlalchemy import text\n\n\ndef upgrade():\n"


def migrated(root: Path, body: str, driver: str = "asyncpg") -> str:
    """Migrate a program with a script of these statements; return them afterwards."""
    (root / "app.py").write_text(APP, encoding="utf-8")
    source = f"{HEADER}    {body}\n"
    (root / "script.py").write_text(source, encoding="utf-8")
    changes = {change.name.name: change.after.decode() for change in migrate(root, driver=driver).changes}
    return changes.get("script.py", source).removeprefix(HEADER).strip()


def test_one_call_for_each(tmp_path: Path) -> None:
    """Each statement gets a call of its own, written as the first one is."""
    one = 'op.execute("DELETE FROM a; DELETE FROM b;")'
    block = "op.execute(\n        text('''\n        DELETE FROM a;\n        DELETE FROM b\n        ''')\n    )"
    assert migrated(tmp_path, f"{one}\n    {block}") == (
        'op.execute("DELETE FROM a;")\n    op.execute(" DELETE FROM b;")\n    '
        "op.execute(\n        text('''\n        DELETE FROM a;''')\n    )\n    "
        "op.execute(\n        text('''\n        DELETE FROM b\n        ''')\n    )"
    )


def test_left_alone(tmp_path: Path) -> None:
    """A semicolon in a string, a comment or a function's body ends nothing, nor is a text split that has escapes."""
    statements = [
        'op.execute("DELETE FROM a;  -- that; is all\\n")',
        """op.execute("UPDATE a SET text = 'x; y' WHERE id = 1;")""",
        'op.execute("CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; RETURN 1; END $body$ LANGUAGE plpgsql;")',
        """op.execute(r"SELECT '\\d;'; SELECT 2")""",
        "op.execute(other)",
    ]
    body = "\n    ".join(statements)
    assert migrated(tmp_path, body) == body


def test_other_driver(tmp_path: Path) -> None:
    """A driver that does not prepare what it is given takes several statements."""
    statement = 'op.execute("DELETE FROM a; DELETE FROM b")'
    assert migrated(tmp_path, statement, "psycopg") == statement
