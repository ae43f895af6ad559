import json
import os
import signal
import sys
from pathlib import Path

import pytest

from aiolift.errors import ObservationError
from aiolift.observe.record import read
from aiolift.observe.run import run
from tests.observe.project import Project

SUITE = """\
import pytest
from app.models import Plan, Session, fill


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    fill()


@pytest.mark.parametrize("number", range(6))
def test_names(filled, number):
    with Session() as session:
        assert len(session.get(Plan, 1).spots) == 2  # read


def test_that_fails():
    assert not Plan
"""


@pytest.fixture
def suite(project: Project) -> Project:
    """Return a program with a suite of six tests that load and one that fails."""
    project.write("test_app.py", SUITE)
    models = (project.root / "app/models.py").read_text(encoding="utf-8")
    # each process of pytest-xdist has a database of its own
    project.write(
        "app/models.py", models.replace('"sqlite:///travel.db"', '"sqlite:///%d.db" % __import__("os").getpid()')
    )
    return project


def test_the_processes_of_xdist_are_one_record(suite: Project) -> None:
    """Alone and over workers the record is the same, byte for byte, and the exit code is the suite's."""
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    (alone,) = suite.run(*command, code=1).loads
    content = (suite.root / "observed.json").read_bytes()
    assert (alone.site, alone.count) == (suite.place("read", name="test_app.py", function="test_names"), 6)
    suite.run(*command, "-n", "2", code=1)
    assert (suite.root / "observed.json").read_bytes() == content


def test_a_process_that_is_killed_loses_nothing(project: Project) -> None:
    """Forked children, and a process that ends without ado, have their loads in the record; a signal gives 128 + n."""
    project.write(
        "main.py",
        """
import os, signal
from app.models import Plan, Session, engine, fill
fill()
engine.dispose()
child = os.fork()
with Session() as session:
    len(session.get(Plan, 1).spots)
if child:
    os.waitpid(child, 0)
os.kill(os.getpid(), signal.SIGKILL)
""",
    )
    (load,) = project.run(sys.executable, "main.py", code=128 + signal.SIGKILL).loads
    assert load.count == 2


def test_the_programs_own_sitecustomize_runs(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """PYTHONPATH stays, and the `sitecustomize` that the recorder hides has its turn."""
    project.write("custom/sitecustomize.py", "import builtins\nbuiltins.custom = True\n")
    monkeypatch.setenv("PYTHONPATH", str(project.root / "custom"))
    project.write("main.py", "assert custom\nimport sys\nassert not [p for p in sys.path if 'inject' in p]\n")
    project.run(sys.executable, "main.py")


def test_a_recorder_that_fails_is_noted(project: Project) -> None:
    """An SQLAlchemy without the events ends the recording, not the program, and the record says so."""
    project.write("sqlalchemy/__init__.py", "__version__ = '1.3.24'\n")
    project.write("sqlalchemy/orm/__init__.py", "class Mapper: ...\nclass Session: ...\n")
    project.write("sqlalchemy/event.py", "def listen(target, name, fn):\n    raise ValueError(f'no event {name}')\n")
    project.write("main.py", "import sqlalchemy.orm\n")
    outcome = run([sys.executable, "main.py"], Path("observed.json"), root=project.root)
    assert (outcome.code, outcome.versions) == (0, ("1.3.24",))
    assert outcome.problems == ("ValueError: no event do_orm_execute",)
    assert read(Path("observed.json")).problems == outcome.problems


def test_a_command_without_sqlalchemy_leaves_an_empty_record(project: Project) -> None:
    """A command that is not Python runs as it is; its record is empty and names no version of SQLAlchemy."""
    observed = project.run("sh", "-c", "exit 3", code=3)
    assert (observed.loads, observed.sqlalchemy) == ((), ())


def test_a_command_that_cannot_be_started(tmp_path: Path) -> None:
    """The error names the command, and nothing is written."""
    with pytest.raises(ObservationError, match="no-such-command: cannot be started: No such file"):
        run(["no-such-command"], tmp_path / "observed.json", root=tmp_path)
    assert not os.listdir(tmp_path)


def test_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    """The error names the file and the option."""
    with pytest.raises(ObservationError, match="missing/observed.json: cannot be written: .*--output"):
        run(["true"], tmp_path / "missing/observed.json", root=tmp_path)


def test_the_record_keeps_korean_text(project: Project) -> None:
    """Names in Korean stand in the file as they are written."""
    project.write(
        "main.py",
        "from app.models import *\nfill()\ndef 읽기(session):\n    session.get(Plan, 1).memo\n읽기(Session())\n",
    )
    (load,) = project.run(sys.executable, "main.py").loads
    assert load.site is not None
    assert load.site.function == "읽기"
    text = Path("observed.json").read_text(encoding="utf-8")
    assert "읽기" in text
    assert json.loads(text)["version"] == 1
