"""`aiolift explain`, as a person types it."""

import sys
from pathlib import Path

import pytest

from tests.cli.command import Command

MAIN = """URL = "mysql+pymysql://"
def save(db):
    commit(db)

def commit(db):
    db.commit()

def total():
    return 1

class Service:
    def total(self):
        return 2

    async def send(self): ...
"""


@pytest.fixture
def aiolift(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command in a code base, with a planner whose plan is known and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "service"
    (root / "app").mkdir(parents=True)
    (root / "app/__init__.py").touch()
    (root / "app/main.py").write_text(MAIN, encoding="utf-8")
    return Command(root, (sys.executable, "-W", "error", str(Path(__file__).parent / "planner.py")))


def test_chain(aiolift: Command) -> None:
    """A function that becomes async is explained by the calls down to the I/O, each with its place and source."""
    done = aiolift("explain", "app.main:save")
    assert (done.code, done.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines == [
        "app.main:save became async because it leads to I/O:",
        "",
        "1 app.main:save",
        "app/main.py:3 calls commit(db)",
        "2 app.main:commit",
        "app/main.py:3 I/O db.commit()",
    ]


def test_path(aiolift: Command, tmp_path: Path) -> None:
    """`--path` names the code base; the end of the function's name is enough."""
    done = Command(tmp_path, aiolift.program)("explain", "save", "--path", "service")
    assert done.stdout.startswith("app.main:save became async")


def test_sync(aiolift: Command) -> None:
    """A function that stays sync is no error."""
    done = aiolift("explain", "app.main:total")
    assert done.code == 0
    assert (
        done.stdout
        == "app.main:total stays sync, at app/main.py:8: no call in it leads to I/O that has an async form.\n"
    )


def test_async_already(aiolift: Command) -> None:
    """A function that was async before is said to be."""
    assert "app.main:Service.send is async already" in aiolift("explain", "send").stdout


@pytest.mark.parametrize("code", ["AL901", "al901"])
def test_marker(aiolift: Command, tmp_path: Path, code: str) -> None:
    """A marker is explained anywhere, without a code base."""
    (tmp_path / "empty").mkdir()
    done = Command(tmp_path / "empty")("explain", code)
    assert done.code == 0
    assert done.stdout.startswith("AL901  constructor with I/O\n")
    assert "in the code  # aiolift: AL901" in done.stdout


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ("app.main:svae", "there is no function app.main:svae in the code base; did you mean app.main:save"),
        ("nothing.like:this_one_here", "write it as module:function"),
        ("total", "several functions are called total: app.main:Service.total, app.main:total; give more of the name"),
        ("AL999", "there is no marker AL999; the markers are AL901, "),
    ],
)
def test_unknown(aiolift: Command, what: str, problem: str) -> None:
    """What is unknown or ambiguous is exit code 2, with what may be meant."""
    done = aiolift("explain", what)
    assert (done.code, done.stdout) == (2, "")
    assert problem in done.stderr


def test_help_has_examples(aiolift: Command) -> None:
    """`--help` shows how it is used."""
    assert "aiolift explain app.services.plan:save_plan" in aiolift("explain", "--help").stdout
