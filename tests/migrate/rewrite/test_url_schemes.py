"""A scheme that comes into a URL from elsewhere gets its driver where the setting keeps its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aiolift.migrate.run import migrate

if TYPE_CHECKING:
    from pathlib import Path

PATTERNS = {
    "a field of a settings class in an f-string": (
        'class Settings:\n    dialect: str = "postgresql"\n    host = "db"\n\n'
        '    def url(self):\n        return f"{self.dialect}://{self.host}/app"\n',
        'f"{self.dialect}+asyncpg://{self.host}/app"',
    ),
    "a default of the environment in str.format": (
        'import os\n\nDB = os.getenv("DB", "postgresql")\nURL = "{engine}://{host}/app".format(engine=DB, host="db")\n',
        'URL = "{engine}+asyncpg://{host}/app"',
    ),
    "a position of str.format": (
        'DB = "postgresql"\nURL = "{}://{}/app".format(DB, "db")\n',
        'URL = "{}+asyncpg://{}/app"',
    ),
    "a percent sign": ('DB = "postgresql"\nURL = "%s://%s/app" % (DB, "db")\n', 'URL = "%s+asyncpg://%s/app"'),
    "a sum": ('DB = "postgresql"\nURL = DB + "://" + "db/app"\n', 'URL = DB + "+asyncpg://" + "db/app"'),
    "a table of drivers": (
        'import os\n\nTABLE = {"postgresql": "postgresql", "pg": "postgresql+psycopg2"}\n'
        'DB = os.getenv("DB", "postgresql")\nENGINE = TABLE.get(DB, "postgresql")\nURL = f"{ENGINE}://db/app"\n',
        'TABLE = {"postgresql": "postgresql+asyncpg", "pg": "postgresql+asyncpg"}\n'
        'DB = os.getenv("DB", "postgresql")\nENGINE = TABLE.get(DB, "postgresql+asyncpg")\nURL = f"{ENGINE}://db/app"\n',
    ),
    "a drivername in a constant": (
        'from sqlalchemy import URL\n\nDRIVER = "postgresql+psycopg2"\nurl = URL.create(DRIVER, host="db")\n',
        'DRIVER = "postgresql+asyncpg"\n',
    ),
    "a drivername in a field of a settings class": (
        'from sqlalchemy import URL\n\n\nclass Settings:\n    driver: str = "postgresql"\n\n\n'
        'url = URL.create(drivername=Settings().driver, host="db")\n',
        'driver: str = "postgresql+asyncpg"\n',
    ),
    "a URL of a host that writes it the old way": (
        'import os\n\nurl = os.environ["DATABASE_URL"]\nif url.startswith("postgresql://"):\n'
        '    url = url.replace("postgresql://", "postgresql+psycopg2://", 1)\n',
        'if url.startswith("postgresql://"):\n    url = url.replace("postgresql://", "postgresql+asyncpg://", 1)\n',
    ),
    "a path that is cut out of a URL": (
        'URL = "sqlite:///app.db"\nPATH = URL.replace("sqlite:///", "")\n',
        'URL = "sqlite+aiosqlite:///app.db"\nPATH = URL.replace("sqlite+aiosqlite:///", "")\n',
    ),
}
UNTOUCHED = {
    "another program's scheme": 'DB = "redis"\nURL = f"{DB}://cache/0"\n',
    "a scheme that nobody knows": 'def url(scheme):\n    return f"{scheme}://host"\n',
    "a name that only is looked up": 'KIND = "postgresql"\nprint({"postgresql": 5432}[KIND])\n',
}


def _migrated(root: Path, code: str) -> str:
    (root / "app.py").write_text(code, encoding="utf-8")
    plan = migrate(root, driver="asyncpg")
    return next((change.after.decode() for change in plan.changes if change.name.name == "app.py"), code)


@pytest.mark.parametrize("name", PATTERNS)
def test_scheme_from_elsewhere(name: str, tmp_path: Path) -> None:
    """The driver is written into the pattern, or into the values where one of them names a driver."""
    code, expected = PATTERNS[name]
    assert expected in _migrated(tmp_path, code)


@pytest.mark.parametrize("name", UNTOUCHED)
def test_other_schemes_stay(name: str, tmp_path: Path) -> None:
    """What is no database's scheme, or no part of a URL, stays."""
    assert _migrated(tmp_path, UNTOUCHED[name]) == UNTOUCHED[name]


@pytest.mark.parametrize("name", PATTERNS)
def test_a_second_migration_changes_nothing(name: str, tmp_path: Path) -> None:
    """A URL that has its driver is left alone."""
    once = _migrated(tmp_path, PATTERNS[name][0])
    assert _migrated(tmp_path, once) == once
