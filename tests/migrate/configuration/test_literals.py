"""Database URLs in settings files move to the async driver; other URLs and other bytes stay."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiolift.knowledge.drivers import DRIVERS
from aiolift.migrate.configuration import literals
from aiolift.program.edits import apply
from tests.migrate.configuration.text_files import text_file


def changed(name: str, text: str, driver: str = "asyncmy", *, alembic_async: bool = False) -> str:
    """The text of a settings file after the edits."""
    return apply(text, literals.edits(text_file(name, text), DRIVERS[driver], alembic_async=alembic_async))


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (".env", "URL=mysql+pymysql://u:p@h/d\r\nX=1\r\n", "URL=mysql+asyncmy://u:p@h/d\r\nX=1\r\n"),
        (".env", '# URL="sqlite:///./a.db" # 예\n', '# URL="sqlite+aiosqlite:///./a.db" # 예\n'),
        (".env", "URL='mysql://u@h/d?write_timeout=3'\n", "URL='mysql+asyncmy://u@h/d'\n"),
        (
            "compose.yaml",
            "      DATABASE_URL: ${DATABASE_URL:-mysql+pymysql://u:${PW:-a}@db/d?write_timeout=3}\n",
            "      DATABASE_URL: ${DATABASE_URL:-mysql+asyncmy://u:${PW:-a}@db/d}\n",
        ),
        ("docker-compose.yml", "- URL=mysql://${U}:${P}@db:3306/d\n", "- URL=mysql+asyncmy://${U}:${P}@db:3306/d\n"),
        ("ci.yml", "env: {URL: mysql://h/d, B: 1}\n", "env: {URL: mysql+asyncmy://h/d, B: 1}\n"),
        ("Dockerfile", "ENV URL=sqlite:///a.db A=b\n", "ENV URL=sqlite+aiosqlite:///a.db A=b\n"),
        ("run.sh", "export URL=mysql://h/d; run\n", "export URL=mysql+asyncmy://h/d; run\n"),
        ("config.json", '{"url": "mysql+mysqldb://h/d"}', '{"url": "mysql+asyncmy://h/d"}'),
        (
            "settings.toml",
            "url = 'mysql://h/d'\nother = 'sqlite://'",
            "url = 'mysql+asyncmy://h/d'\nother = 'sqlite+aiosqlite://'",
        ),
        ("app.ini", "[app]\nsqlalchemy.url = sqlite:///a\n", "[app]\nsqlalchemy.url = sqlite+aiosqlite:///a\n"),
    ],
)
def test_settings(name: str, before: str, after: str) -> None:
    """A URL is found wherever it stands in a line, and ends where its value ends; a second time changes nothing."""
    assert changed(name, before) == after
    assert changed(name, after) == after


@pytest.mark.parametrize(
    "text",
    [
        "",
        "URL=redis://h/0\nAPI=https://example.org/mysql://x\n",
        "URL=jdbc:mysql://h/d\n",
        "URL=mysql+asyncmy://h/d\n",
        "URL=postgresql://h/d\n",
        "URL=postgres://h/d\n",
        "SCHEME=mysql\n",
        "test: mysql -h db -e 'x' mysql://h/d\n",
        "REPO=git+mysql://h\n",
    ],
)
def test_texts_that_stay(text: str) -> None:
    """Other schemes, URLs for other programs, and async URLs stay."""
    assert changed(".env", text) == text


def test_clients_of_postgresql() -> None:
    """What libpq's own programs are given stays, while the setting beside it moves."""
    text = "export URL=postgresql://h/d\npsql postgresql://h/d\npg_dump --dbname postgresql://h/d\n"
    assert changed("run.sh", text, "asyncpg") == text.replace("URL=postgresql", "URL=postgresql+asyncpg")


def test_alembic() -> None:
    """Alembic's URL goes with alembic's engine; other URLs in its file move."""
    text = "[alembic]\nsqlalchemy.url = mysql+pymysql://h/d\n[app]\nurl = sqlite:///a\n"
    moved = text.replace("sqlite", "sqlite+aiosqlite")
    assert changed("alembic.ini", text) == moved
    assert changed("alembic.ini", text, alembic_async=True) == moved.replace("pymysql", "asyncmy")
    assert changed("other.ini", text.replace("[alembic]", "[b]")) == moved.replace("pymysql", "asyncmy").replace(
        "[alembic]", "[b]"
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (".env", True),
        (".env.example", True),
        ("backend/.env.test", True),
        ("docker-compose.override.yml", True),
        (".github/workflows/ci.yml", True),
        ("Dockerfile.dev", True),
        ("alembic.ini", True),
        ("pyproject.toml", True),
        ("README.md", False),
        ("main.py", False),
        ("uv.lock", False),
        ("package-lock.json", False),
        ("pnpm-lock.yaml", False),
        ("dump.sql", False),
        ("logo.png", False),
    ],
)
def test_may_hold_urls(name: str, found: bool) -> None:
    """Settings are searched; documents, code and lock files are not."""
    assert literals.may_hold_urls(PurePosixPath(name)) is found


@given(
    st.text(st.characters(codec="utf-8")),
    st.sampled_from(["mysql://", "mysql+pymysql://h/d?a=1&charset=x", "sqlite://"]),
    st.text(),
)
def test_a_second_time_changes_nothing(before: str, url: str, after: str) -> None:
    """Whatever stands around a URL, what has moved stays."""
    once = changed(".env", before + url + after)
    assert changed(".env", once) == once
