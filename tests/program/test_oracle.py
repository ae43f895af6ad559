"""The real pyrefly is asked about small code bases."""

import ast
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from aiolift.program import oracle
from aiolift.program.oracle import Oracle

NAME = PurePosixPath("app/service.py")
MODELS = """\
from sqlmodel import Field, SQLModel


class 여행(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)

    class Options:
        def keep(self) -> None: ...
"""
SERVICE = """\
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session, select

from app.models import 여행


def get_db(): ...


def find(db: Annotated[Session, Depends(get_db)], title: str):
    '''찾기'''
    print("여행", db.exec(select(여행)).first())
    found = db.get(여행, 1)
    return found


def rename(db: Session, anything):
    plan = find(db, "부산")
    plan.id
    anything.commit()
    여행.Options().keep()
    db.commit()
"""


def code_base(directory: Path) -> Path:
    """Write a package with a model and a service, and return its root."""
    root = directory / "a [b] 여행"
    (root / "app").mkdir(parents=True)
    (root / "app/__init__.py").touch()
    (root / "app/models.py").write_text(MODELS, encoding="utf-8")
    (root / NAME).write_text(SERVICE, encoding="utf-8")
    return root


def ask(root: Path) -> Oracle:
    """Return the oracle for every file below `root`."""
    files = [PurePosixPath(path.relative_to(root).as_posix()) for path in root.rglob("*.py")]
    answers, reason = oracle.types(root, files)
    assert answers is not None, reason
    assert not reason
    return answers


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    """Return the oracle for the code base, asked once."""
    return ask(code_base(tmp_path_factory.mktemp("oracle")))


def at(code: str, kind: type[ast.expr], *, source: str = SERVICE) -> tuple[int, int, int, int]:
    """Return the span of the first expression of a kind whose text is `code`, targets of assignments aside."""
    for node in ast.walk(ast.parse(source)):
        stored = isinstance(getattr(node, "ctx", None), ast.Store)
        if isinstance(node, kind) and not stored and ast.unparse(node) == code:
            assert node.end_lineno is not None
            assert node.end_col_offset is not None
            return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset
    raise AssertionError(code)


def test_it_names_the_classes_of_values(answers: Oracle) -> None:
    """A session behind Annotated, a result in a chain, and what a function without annotations returns."""
    assert answers.value_type(NAME, *at("db", ast.Name)) == ("sqlmodel.orm.session.Session",)
    chained = answers.value_type(NAME, *at("db.exec(select(여행))", ast.Call))
    assert chained == ("sqlalchemy.engine.result.ScalarResult",)
    assert answers.value_type(NAME, *at("plan", ast.Name)) == ("app.models.여행",)
    assert answers.value_type(NAME, *at("여행", ast.Name)) == ("type[app.models.여행]",)


def test_it_names_what_a_call_reaches(answers: Oracle) -> None:
    """A library's method is named by the class that defines it, ours by its module, a nested class by its outer one."""
    assert answers.call_targets(NAME, *at("db.commit()", ast.Call)) == ("sqlalchemy.orm.session.Session.commit",)
    assert answers.call_targets(NAME, *at("db.exec(select(여행))", ast.Call)) == ("sqlmodel.orm.session.Session.exec",)
    assert answers.call_targets(NAME, *at("find(db, '부산')", ast.Call)) == ("app.service.find",)
    assert answers.call_targets(NAME, *at("여행.Options().keep()", ast.Call)) == ("app.models.여행.Options.keep",)


def test_what_it_does_not_know_it_does_not_answer(answers: Oracle) -> None:
    """A parameter without annotation, a place that is no expression and a file that was not given have no answer."""
    assert answers.value_type(NAME, *at("anything", ast.Name)) == ()
    assert answers.call_targets(NAME, *at("anything.commit()", ast.Call)) == ()
    assert answers.value_type(NAME, 1, 0, 1, 1) == ()
    assert answers.value_type(PurePosixPath("other.py"), *at("db", ast.Name)) == ()


def test_the_code_bases_own_settings_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pyrefly.toml in the code base, its ignore file and PYREFLY_* change nothing, and nothing is written there."""
    root = code_base(tmp_path)
    (root / "pyrefly.toml").write_text('replace-imports-with-any = ["sqlmodel"]\nproject-excludes = ["**"]\n')
    (root / "pyproject.toml").write_text("[tool.mypy]\nexclude = ['.*']\nfollow_imports = 'skip'\n")
    (root / ".gitignore").write_text("*.py\n")
    monkeypatch.setenv("PYREFLY_CONFIG", str(root / "pyrefly.toml"))
    before = sorted(root.rglob("*"))
    assert ask(root).value_type(NAME, *at("db", ast.Name)) == ("sqlmodel.orm.session.Session",)
    assert sorted(root.rglob("*")) == before


def test_imports_start_at_the_root_at_src_and_beside_a_package(tmp_path: Path) -> None:
    """A package below `src`, or in a directory of a repository, is found by the absolute imports that name it."""
    for directory in ("src/first", "backend/second"):
        (tmp_path / directory).mkdir(parents=True)
        (tmp_path / directory / "__init__.py").touch()
        (tmp_path / directory / "model.py").write_text("class Plan:\n    def save(self): ...\n")
    source = "import first.model\nfrom second.model import Plan\n\nfirst.model.Plan().save()\nPlan().save()\n"
    (tmp_path / "main.py").write_text(source)
    answers, name = ask(tmp_path), PurePosixPath("main.py")
    for call, target in (("first.model.Plan().save()", "first"), ("Plan().save()", "second")):
        found = answers.call_targets(name, *at(call, ast.Call, source=source))
        assert found == (f"{target}.model.Plan.save",)


Script = Callable[[str], None]


@pytest.fixture
def pyrefly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    """Return a function that puts a Python program in the place of pyrefly."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(scripts))

    def install(code: str) -> None:
        program = scripts / "pyrefly"
        program.write_text(f"#!{sys.executable}\nimport pathlib, sys, time\n{code}\n")
        program.chmod(0o755)

    return install


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("print('thread panicked', file=sys.stderr); sys.exit(101)", "ended with code 101: thread panicked"),
        ("sys.exit(2)", "ended with code 2: it said nothing"),
        ("time.sleep(60)", "took longer than 0.5 s"),
        ("", "wrote no report"),
        (
            "p = pathlib.Path('report'); p.mkdir(); (p / 'pyrefly.pysa.json').write_text('{\"format_version\": 2}')",
            "of a version that aiolift does not know: format_version 2",
        ),
        (
            "p = pathlib.Path('report'); p.mkdir(); (p / 'pyrefly.pysa.json').write_text('{\"format_version\": 1}')",
            "cannot be read: KeyError: 'modules'",
        ),
        ("p = pathlib.Path('report'); p.mkdir(); (p / 'pyrefly.pysa.json').write_text('<')", "cannot be read"),
    ],
)
def test_a_pyrefly_that_fails_gives_a_reason(pyrefly: Script, tmp_path: Path, code: str, reason: str) -> None:
    """A crash, an endless run, no report, and one of another version are no exception: a sentence says what it was."""
    pyrefly(code)
    answers, why = oracle.types(tmp_path, [], timeout=0.5 if "sleep" in code else 60)
    assert answers is None
    assert reason in why


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of another process")
def test_memory_is_limited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pyrefly: Script) -> None:
    """A pyrefly that wants more memory than it may have ends, which is the reason that is given."""
    monkeypatch.setattr(oracle, "_MEMORY", 2**30)
    pyrefly("import time; time.sleep(0.3)\ntry:\n    bytearray(2 ** 31)\nexcept MemoryError:\n    raise SystemExit(7)")
    answers, why = oracle.types(tmp_path, [])
    assert answers is None
    assert "ended with code 7" in why


def test_without_pyrefly_the_reason_names_the_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where pyrefly is not installed, the reason says how to install it."""
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert oracle.types(tmp_path, []) == (None, "pyrefly is not installed: pip install 'aiolift[tools]'")
