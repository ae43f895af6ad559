"""The configuration of whole code bases."""

from pathlib import Path, PurePosixPath

import pytest

from aiolift.errors import UnparsableFileError, UnreadableFileError
from aiolift.knowledge.drivers import DRIVERS
from aiolift.migrate.configuration import Configuration, Needs, plan
from aiolift.program import tree

NEEDS = Needs(DRIVERS["asyncmy"], test_requirements=("httpx>=0.23",))


def planned(root: Path, files: dict[str, str | bytes], needs: Needs = NEEDS) -> Configuration:
    """Write a code base and return what is planned for it, which a second plan after writing it would not add to."""
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    found = plan(root, list(tree.files(root)), needs)
    for change in found.changes:
        assert change.before == (
            files[str(change.name)].encode()
            if isinstance(files.get(str(change.name)), str)
            else files.get(str(change.name))
        )
        (root / change.name).write_bytes(change.after)
    again = plan(root, list(tree.files(root)), needs)
    assert again.changes == ()
    assert again.conftest == found.conftest
    return found


def texts(configuration: Configuration) -> dict[str, str]:
    """The changed files as text."""
    return {str(change.name): change.after.decode() for change in configuration.changes}


def test_a_service(tmp_path: Path) -> None:
    """Settings, requirements and pytest's options change together; what needs no change does not come back."""
    found = planned(
        tmp_path,
        {
            ".env": "DATABASE_URL=mysql+pymysql://u:p@h/d\n",
            "app/main.py": "URL = 'mysql+pymysql://h'\n",
            "tests/test_main.py": "def test_a(): ...\n",
            "requirements.txt": "SQLAlchemy==2.0.30\nPyMySQL==1.1\n",
            "requirements-dev.txt": "-r requirements.txt\npytest==8.3\n",
            "README.md": "mysql+pymysql://u:p@h/d\n",
            "compose.yaml": "services: {}\n",
        },
    )
    assert texts(found) == {
        ".env": "DATABASE_URL=mysql+asyncmy://u:p@h/d\n",
        "pytest.ini": (
            "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = session\n"
            "asyncio_default_test_loop_scope = session\n"
        ),
        "requirements.txt": "SQLAlchemy[asyncio]==2.0.30\nasyncmy>=0.2.13\n",
        "requirements-dev.txt": "-r requirements.txt\npytest==8.3\npytest-asyncio>=0.26\nhttpx>=0.23\n",
    }
    assert found.notes == ()


def test_one_file_for_all(tmp_path: Path) -> None:
    """pyproject.toml gets its requirements and pytest's options in one change."""
    found = planned(
        tmp_path,
        {
            "pyproject.toml": (
                "[project]\ndependencies = ['sqlmodel', 'psycopg[binary]']\n"
                "[project.optional-dependencies]\ntest = ['pytest']\n"
                "[tool.pytest.ini_options]\ntestpaths = ['tests']\n"
            ),
            "tests/conftest.py": "",
            "uv.lock": "version = 1\n",
        },
        Needs(DRIVERS["psycopg"]),
    )
    after = texts(found)["pyproject.toml"]
    assert "sqlalchemy[asyncio]" in after
    assert "pytest-asyncio>=0.26" in after
    assert 'asyncio_mode = "auto"' in after
    assert [str(note.name) for note in found.notes] == ["uv.lock"]


def test_sqlite_in_settings(tmp_path: Path) -> None:
    """Where a setting names SQLite, its driver is required beside the server's."""
    found = planned(tmp_path, {".env": "URL=sqlite:///a.db\n", "requirements.txt": "sqlalchemy\npymysql\n"})
    assert texts(found)["requirements.txt"] == "sqlalchemy[asyncio]\naiosqlite>=0.19\nasyncmy>=0.2.13\n"


def test_old_pytest(tmp_path: Path) -> None:
    """For an old pytest the conftest must hold the event loop."""
    found = planned(tmp_path, {"requirements.txt": "sqlalchemy\npytest==7.4\n", "test_a.py": ""})
    assert "def event_loop" in found.conftest
    assert texts(found)["pytest.ini"] == "[pytest]\nasyncio_mode = auto\n"


def test_tests_that_stay_sync(tmp_path: Path) -> None:
    """Where no test became async, pytest and its requirements stay."""
    needs = Needs(DRIVERS["asyncmy"], tests_async=False)
    found = planned(tmp_path, {"requirements.txt": "sqlalchemy[asyncio]\nasyncmy\npytest\n", "test_a.py": ""}, needs)
    assert found == Configuration()


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, codec: str) -> None:
    """A file keeps its encoding, its byte-order mark and its line endings."""
    before = "# 요구 사항\r\nsqlalchemy\r\npymysql\r\n"
    found = planned(tmp_path, {"requirements.txt": before.encode(codec)})
    assert found.changes[0].after == before.replace("sqlalchemy", "sqlalchemy[asyncio]").replace(
        "pymysql", "asyncmy>=0.2.13"
    ).encode(codec)


def test_another_project_below(tmp_path: Path) -> None:
    """A project in the same tree that has nothing to do with the database keeps its tests as they are."""
    found = planned(
        tmp_path,
        {
            "api/requirements.txt": "sqlalchemy\npytest\n",
            "api/tests/test_a.py": "",
            "api/uv.lock": "version = 1\n",
            "worker/requirements.txt": "pytest\n",
            "worker/uv.lock": "version = 1\n",
            "worker/test_b.py": "",
        },
    )
    assert sorted(texts(found)) == ["api/pytest.ini", "api/requirements.txt"]
    assert [str(note.name) for note in found.notes] == ["api/uv.lock"]


def test_the_tests_that_became_async(tmp_path: Path) -> None:
    """Where it is known which tests became async, only the configuration that governs them changes."""
    files = {
        "requirements.txt": "sqlalchemy[asyncio]\nasyncmy\n",
        "a/test_a.py": "",
        "b/test_b.py": "",
        "b/pytest.ini": "",
    }
    needs = Needs(DRIVERS["asyncmy"], async_tests=(PurePosixPath("b/test_b.py"),))
    assert list(texts(planned(tmp_path, files, needs))) == ["b/pytest.ini"]


def test_no_tests(tmp_path: Path) -> None:
    """Without tests, pytest gets no company."""
    found = planned(tmp_path, {"requirements.txt": "sqlalchemy[asyncio]\nasyncmy\npytest\n"})
    assert found == Configuration()


def test_a_setting_of_another_program(tmp_path: Path) -> None:
    """A URL without a driver whose setting no code reads is left alone, and a note says where."""
    files = {
        ".env": "URL=mysql://h/d\nOTHER=mysql://h/x\nUSED=mysql+pymysql://h/y\n",
        "app.py": "url = environ['URL']\n",
    }
    found = planned(tmp_path, files)
    assert texts(found) == {".env": "URL=mysql+asyncmy://h/d\nOTHER=mysql://h/x\nUSED=mysql+asyncmy://h/y\n"}
    assert [(str(note.name), note.line) for note in found.notes if note.name] == [(".env", 2)]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("setup.py", "setup(\n    install_requires=['SQLAlchemy>=2', 'pymysql'],\n)\n", 2),
        ("environment.yml", "dependencies:\n  - sqlmodel\n", 2),
        ("setup.py", "setup(install_requires=['SQLAlchemy', 'asyncmy'])\n", None),
        ("setup.py", "setup()\n", None),
        ("app/setup.py", "from sqlalchemy import select\n", None),
    ],
)
def test_requirements_that_are_not_edited(tmp_path: Path, name: str, text: str, line: int | None) -> None:
    """Requirements in code, and Conda's, are named in a note with what to add."""
    found = planned(tmp_path, {name: text})
    assert found.changes == ()
    assert [note.line for note in found.notes if note.name] == ([line] if line else [])


def test_hashes(tmp_path: Path) -> None:
    """A file with hashes is left alone, and a note says so."""
    found = planned(tmp_path, {"requirements.txt": "sqlalchemy==2 --hash=sha256:0\npymysql==1 --hash=sha256:1\n"})
    assert found.changes == ()
    assert [note.what for note in found.notes] == ["gives hashes: left alone; renew it with the tool that wrote it"]


def test_an_option_that_is_left_out(tmp_path: Path) -> None:
    """A URL's option that the driver refuses is named in a note with its file and line, and no password."""
    url = "# a\nURL=postgresql://u:secret@h/d?sslrootcert=a&sslmode=require\n"
    found = planned(tmp_path, {".env": url, "requirements.txt": "sqlalchemy\nasyncpg\n"}, Needs(DRIVERS["asyncpg"]))
    (note,) = (note for note in found.notes if note.name == PurePosixPath(".env"))
    assert (note.line, "PGSSLROOTCERT" in note.what, "secret" in note.what) == (2, True, False)


def test_nothing_to_require_in(tmp_path: Path) -> None:
    """A code base without requirements is told what to install."""
    found = planned(tmp_path, {"test_a.py": ""})
    assert [note.what for note in found.notes] == [
        "no file of requirements lists pytest: install pytest-asyncio>=0.26, httpx>=0.23 as well",
        "no file of requirements lists SQLAlchemy: install sqlalchemy[asyncio], asyncmy>=0.2.13 as well",
    ]


def test_files_that_are_no_text(tmp_path: Path) -> None:
    """A settings file that is no text is noted; a file of requirements that is none is an error."""
    found = planned(
        tmp_path,
        {"a.yml": b"\xff\x00\xb0", "requirements.txt": "sqlalchemy\n"},
        Needs(DRIVERS["asyncmy"], tests_async=False),
    )
    assert [str(note.name) for note in found.notes] == ["a.yml"]
    (tmp_path / "requirements.txt").write_bytes(b"\xff\x00\xb0")
    with pytest.raises(UnreadableFileError, match="requirements.txt"):
        plan(tmp_path, list(tree.files(tmp_path)), NEEDS)


def test_broken_toml(tmp_path: Path) -> None:
    """A pyproject.toml that is no TOML is an error with its line."""
    with pytest.raises(UnparsableFileError, match="pyproject.toml:1"):
        planned(tmp_path, {"pyproject.toml": "[project"})
