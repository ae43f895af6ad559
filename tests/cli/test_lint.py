"""`aiolift lint` from the command line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aiolift.cli.app import app

BAD = 'async def save(): ...\n\nasync def run():\n    "서울"; save()\n'
GOOD = BAD.replace("; save()", "; await save()")


def lint(*arguments: object) -> tuple[int, str, str]:
    """Return the exit code, stdout and stderr."""
    result = CliRunner().invoke(app, ["lint", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program with one mistake, as the current directory."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("")
    (tmp_path / "app" / "a.py").write_text(BAD, encoding="utf-8")
    (tmp_path / "app" / "b.py").write_text("import app.a\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    return tmp_path


def test_the_text_shows_the_line_and_the_fix(program: Path) -> None:
    """The line, the span below it (Korean is two cells wide) and the fix are shown; the exit code is 1."""
    code, out, _ = lint(".")
    assert code == 1
    assert out.splitlines() == [
        "app/a.py:4:11 AL101 `save()` gives a coroutine, which nobody awaits",
        '4 |     "서울"; save()',
        "  |             ^^^^^^",
        "  = fix: await it (--fix does it)",
        "",
        "1 finding in 3 files, 1 of them for --fix",
    ]


def test_clean(program: Path) -> None:
    """A program without mistakes exits with 0."""
    (program / "app" / "a.py").write_text(GOOD, encoding="utf-8")
    assert lint("app") == (0, "no findings in 3 files\n", "")


def test_a_file_is_linted_in_its_package(program: Path) -> None:
    """For a file only its own findings are reported, and its package is read."""
    assert lint("app/b.py")[0] == 0
    code, out, _ = lint("app/a.py", "--format", "concise")
    assert (code, out) == (1, "app/a.py:4:11: AL101 [*] `save()` gives a coroutine, which nobody awaits\n")


def test_diff_changes_nothing_and_fix_does(program: Path) -> None:
    """--diff shows what --fix then writes."""
    code, out, _ = lint(".", "--diff")
    assert code == 1
    assert '+    "서울"; await save()' in out
    assert (program / "app" / "a.py").read_text(encoding="utf-8") == BAD
    code, out, err = lint(".", "--fix")
    assert (code, err.strip()) == (0, "1 fixed in 1 file")
    assert (program / "app" / "a.py").read_text(encoding="utf-8") == GOOD
    assert lint(".", "--diff")[:2] == (0, "")


def test_formats_for_programs(program: Path) -> None:
    """JSON, SARIF and GitHub's commands name the place by lines and characters from 1."""
    (found,) = json.loads(lint(".", "--format", "json")[1])
    assert (found["code"], found["path"], found["line"], found["column"], found["end_column"]) == (
        "AL101",
        "app/a.py",
        4,
        11,
        17,
    )
    (run,) = json.loads(lint(".", "--format", "sarif")[1])["runs"]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "AL101"
    assert result["locations"][0]["physicalLocation"]["region"]["startColumn"] == 11
    assert lint(".", "--format", "github")[1].startswith("::error title=aiolift AL101,file=app/a.py,line=4,col=11,")


def test_selection(program: Path) -> None:
    """Codes and their beginnings select and ignore; one that is of no rule is an error."""
    assert lint(".", "--select", "AL5,AL3")[0] == 0
    assert lint(".", "--select", "AL1")[0] == 1
    assert lint(".", "--ignore", "AL101")[0] == 0
    code, _, err = lint(".", "--select", "XY9")
    assert code == 2
    assert "there is no rule 'XY9'" in err


def test_settings(program: Path) -> None:
    """`[tool.aiolift]` selects, ignores and excludes; an unknown key is an error that names file and key."""
    settings = program / "pyproject.toml"
    for table in ('ignore = ["AL1"]', 'exclude = ["app/a.py"]', '[tool.aiolift.per-file-ignores]\n"app/*" = ["AL101"]'):
        settings.write_text(f"[tool.aiolift]\n{table}\n")
        assert lint(".")[0] == 0, table
    settings.write_text('[tool.aiolift.per-file-ignores]\n"tests/*" = ["AL101"]\n')
    assert lint(".")[0] == 1
    settings.write_text("[tool.aiolift]\nselct = []\n")
    code, _, err = lint(".")
    assert code == 2
    assert "pyproject.toml: tool.aiolift.selct: there is no such setting; write `select`" in err


def test_a_baseline(program: Path) -> None:
    """Once written, old findings are neither shown nor fixed, new ones are; what is gone is said on stderr."""
    assert lint(".", "--write-baseline")[0] == 2
    (program / "pyproject.toml").write_text('[tool.aiolift]\nbaseline = "old.json"\n')
    assert lint(".")[0] == 2
    assert lint(".", "--write-baseline") == (0, "", f"1 findings are known to {program / 'old.json'} now\n")
    assert lint(".", "--fix")[0] == 0
    assert (program / "app" / "a.py").read_text(encoding="utf-8") == BAD
    (program / "app" / "c.py").write_text(BAD, encoding="utf-8")
    assert lint(".", "--format", "concise")[1].startswith("app/c.py:4")
    (program / "app" / "c.py").unlink()
    (program / "app" / "a.py").write_text(GOOD, encoding="utf-8")
    code, _, err = lint(".")
    assert code == 0
    assert "1 entries of the baseline are gone" in " ".join(err.split())


def test_a_fix_keeps_to_what_is_reported(program: Path) -> None:
    """What is ignored, or was not asked for, is not fixed."""
    (program / "app" / "c.py").write_text(BAD + "    save().x\n", encoding="utf-8")
    assert lint("app/a.py", "--fix")[0] == 0
    assert "await" not in (program / "app" / "c.py").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_parsed(program: Path) -> None:
    """It is a finding; the others are linted all the same."""
    (program / "app" / "broken.py").write_text("def x(:\n")
    code, out, _ = lint(".", "--format", "concise")
    assert code == 1
    assert [line.split(": ")[1].split()[0] for line in out.splitlines()] == ["AL101", "AL001"]


@pytest.mark.parametrize("arguments", [[], ["nowhere"], ["--explain", "AL999"]])
def test_bad_input(program: Path, arguments: list[str]) -> None:
    """No path, a path that is not there and a rule that is none are errors."""
    code, out, err = lint(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")


def test_a_rule_is_explained() -> None:
    """--explain and `aiolift explain` show the reason, the source and examples."""
    code, out, _ = lint("--explain", "al101")
    assert code == 0
    assert "only makes a coroutine" in out
    assert "await session.commit()" in out
    assert CliRunner().invoke(app, ["explain", "AL101"]).stdout == out


@pytest.mark.parametrize("output", ["text", "concise", "json", "sarif", "github"])
def test_no_password_is_shown(program: Path, output: str) -> None:
    """A finding's line and texts are without the password, and the span stays below its code."""
    (program / "app" / "a.py").write_text(
        "from sqlalchemy.ext.asyncio import create_async_engine\n"
        'engine = create_async_engine("mysql+pymysql://shop:s3cr3t-and-long@db/shop")  # here\n',
        encoding="utf-8",
    )
    code, out, _ = lint(".", "--select", "AL501,AL511", "--format", output)
    assert code == 1
    assert "AL511" in out
    assert "s3cr3t" not in out
    if output == "text":
        assert '2 | engine = create_async_engine("mysql+pymysql://shop:***@db/shop")  # here' in out.splitlines()
        assert f"  | {' ' * 29}{'^' * 34}" in out.splitlines()


def test_a_file_that_is_not_linted_is_refused(program: Path) -> None:
    """What is named and is no file that lint reads is bad input; of a named file only that one is counted."""
    (program / "notes.txt").write_text("save()", encoding="utf-8")
    os.mkfifo(program / "pipe.py")
    for name in ("notes.txt", "pipe.py"):
        code, out, err = lint(name)
        assert (code, out) == (2, "")
        assert f"{name} is no file that lint reads" in err
    assert lint("app/a.py")[1].splitlines()[-1] == "1 finding in 1 file, 1 of them for --fix"
    assert lint("app/b.py")[1] == "no findings in 1 file\n"


def test_a_file_that_is_no_text(program: Path) -> None:
    """Its place is said once, the fix apart; AL001 has a page and is described in SARIF."""
    (program / "app" / "a.py").write_bytes(b"# \xff\n")
    _, out, _ = lint(".")
    assert out.splitlines()[0].startswith("app/a.py:1:1 AL001 is not text in utf-8: ")
    assert "exclude" not in out.splitlines()[0]
    assert out.splitlines()[3] == "  = fix: save it in that encoding, or --exclude it"
    assert "unparsable-file" in lint("--explain", "AL001")[1]
    (rule,) = json.loads(lint(".", "--format", "sarif")[1])["runs"][0]["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"], rule["shortDescription"]) == (
        "AL001",
        "unparsable-file",
        {"text": "unparsable file"},
    )


def test_the_steps_of_a_chain_are_in_every_format(program: Path) -> None:
    """SARIF has them as related locations, GitHub's annotations in their text."""
    (program / "app" / "a.py").write_text(
        "import time\n\n\ndef nap():\n    time.sleep(1)\n\n\nasync def run():\n    nap()\n", encoding="utf-8"
    )
    (result,) = json.loads(lint(".", "--format", "sarif")[1])["runs"][0]["results"]
    (step,) = result["relatedLocations"]
    assert step["physicalLocation"]["region"]["startLine"] == 5
    assert step["message"]["text"]
    assert f"%0Aapp/a.py:5: {step['message']['text']}" in lint(".", "--format", "github")[1]


def test_what_a_folder_ignores_is_not_gone(program: Path) -> None:
    """An entry of the baseline for a rule that is silent in its file is neither counted as gone nor thrown away."""
    assert lint(".", "--baseline", "old.json", "--write-baseline")[0] == 0
    known = (program / "old.json").read_text(encoding="utf-8")
    (program / "pyproject.toml").write_text('[tool.aiolift.per-file-ignores]\n"app/*" = ["AL101"]\n', encoding="utf-8")
    assert lint(".", "--baseline", "old.json") == (0, "no findings in 3 files\n", "")
    assert lint(".", "--baseline", "old.json", "--write-baseline")[0] == 0
    assert (program / "old.json").read_text(encoding="utf-8") == known


def test_programs_with_settings_of_their_own(program: Path) -> None:
    """Paths whose settings differ are refused: those of one would be passed over."""
    (program / "one").mkdir()
    (program / "one" / "a.py").write_text(GOOD, encoding="utf-8")
    assert lint("app", "one")[0] == 1
    (program / "one" / "pyproject.toml").write_text('[tool.aiolift]\nexclude = ["a.py"]\n', encoding="utf-8")
    code, _, err = lint("app", "one")
    assert code == 2
    assert "one has settings of its own" in err
