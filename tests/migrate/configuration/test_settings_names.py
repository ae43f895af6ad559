"""A setting is one of the code base's own where its Python code reads it."""

import pytest

from aiolift.migrate.configuration.settings_names import SettingsNames


@pytest.mark.parametrize(
    ("code", "line", "found"),
    [
        ('os.environ["DATABASE_URL"]', "DATABASE_URL=", True),
        ("class Settings:\n    database_url: str", "      DATABASE_URL: ", True),
        ("database_url: str", "      - DATABASE_URL=${DATABASE_URL:-", True),
        ('getenv("DATABASE_URL")', "UTA_DB_URL=", False),
        ('db_url = getenv("DATABASE_URL")', "UTA_DB_URL=", False),
        ('env_prefix="APP_"\ndatabase_url: str', "export APP_DATABASE_URL='", True),
        (
            'env_prefix="APP_"\nenv_nested_delimiter="__"\ndatabase: Database\nmain_url: str',
            "APP_DATABASE__MAIN_URL=",
            True,
        ),
        ('prefix = "QUETZ"\nsqlalchemy\ndatabase_url: str', 'QUETZ_SQLALCHEMY_DATABASE_URL="', True),
        ('env_prefix="APP_"\nother: str', "APP_DATABASE_URL=", False),
        ("config.db.url", '  "db.url": "', True),
        ("nothing", "  - ", True),
        ("", "DATABASE_URL=", True),
    ],
)
def test_reads(code: str, line: str, found: bool) -> None:
    """The key before a URL is looked for in the code, in either case and below a prefix that the code names."""
    assert SettingsNames([code]).reads(line) is found
