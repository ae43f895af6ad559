"""`aiolift migrate`, as a person types it."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.command import Command

MAIN = "URL = 'mysql+pymysql://'\r\ndef save(db):\r\n    commit(db)  # 저장"
PLANNER = (sys.executable, "-W", "error", str(Path(__file__).parent / "planner.py"))


@pytest.fixture
def service(tmp_path: Path) -> Path:
    """A code base whose two files change and whose third does not."""
    root = tmp_path / "service"
    (root / "app").mkdir(parents=True)
    (root / "app/main.py").write_bytes(MAIN.encode())
    (root / "app/other.py").write_bytes(b"x = 1\n")
    (root / "requirements.txt").write_bytes("pymysql\r\n".encode("utf-16"))
    return root


@pytest.fixture
def aiolift(tmp_path: Path, service: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command beside the code base, with a planner whose plan is known and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Command(tmp_path, PLANNER)


def contents(root: Path) -> dict[str, bytes]:
    """Return every file of a folder but git's."""
    files = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def migrated(before: dict[str, bytes]) -> dict[str, bytes]:
    """Return what the planner makes of a code base."""
    utf_16 = ("pymysql".encode("utf-16-le"), "asyncmy".encode("utf-16-le"))
    return {name: data.replace(b"pymysql", b"asyncmy").replace(*utf_16) for name, data in before.items()}


def commit(root: Path) -> None:
    """Put the code base into git."""
    who = ("-c", "user.name=Hong", "-c", "user.email=hong@example.com", "-c", "commit.gpgsign=false")
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run(["git", *who, *arguments], cwd=root, check=True)


class TestPlan:
    """Without `--out` or `--write`."""

    def test_prints_a_summary_and_changes_nothing(self, aiolift: Command, service: Path) -> None:
        """The summary is on stdout, stderr is empty, the code base is as it was."""
        before = contents(service)
        done = aiolift("migrate", "service")
        assert (done.code, done.stderr) == (0, "")
        assert "service to async, on asyncmy: complete" in done.stdout
        assert "app/main.py       1 edit" in done.stdout
        assert contents(service) == before

    def test_markers_are_exit_code_1(self, aiolift: Command, service: Path) -> None:
        """Where something is left to a person, the exit code says so."""
        (service / "app/other.py").write_text("\n# decide\n", encoding="utf-8")
        done = aiolift("migrate", "service")
        assert done.code == 1
        assert "AL901  app/other.py:2  somebody must decide" in done.stdout

    def test_options_reach_the_planner(self, aiolift: Command) -> None:
        """The driver and the exclusions are what the plan is made with; what is excluded does not change."""
        done = aiolift("migrate", "service", "--driver", "aiomysql", "--exclude", "app/main.py", "--exclude", "*.cfg")
        assert "on aiomysql" in done.stdout
        assert "app/main.py" not in done.stdout

    def test_diff_is_for_git(self, aiolift: Command, service: Path) -> None:
        """In a pipe, `--diff` is a patch that git applies, whatever encodings and line ends the files have."""
        before = contents(service)
        process = subprocess.run([*PLANNER, "migrate", "service", "--diff"], cwd=aiolift.cwd, capture_output=True)
        assert (process.returncode, process.stderr) == (0, b"")
        subprocess.run(["git", "apply"], cwd=service, input=process.stdout, check=True)
        assert contents(service) == migrated(before)

    def test_json_to_a_file(self, aiolift: Command, tmp_path: Path) -> None:
        """`--json FILE` writes the plan beside the summary."""
        done = aiolift("migrate", "service", "--json", "plan.json")
        assert "complete" in done.stdout
        found = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
        assert [file["name"] for file in found["files"]] == ["app/main.py", "requirements.txt"]

    def test_json_to_stdout(self, aiolift: Command) -> None:
        """`--json -` writes JSON to stdout, and nothing else."""
        assert json.loads(aiolift("migrate", "service", "--json", "-").stdout)["driver"] == "asyncmy"

    def test_a_second_run_is_not_planned_again(self, aiolift: Command, service: Path, tmp_path: Path) -> None:
        """The plan of an unchanged code base is the one kept; `--no-cache` and a change make a new one."""
        first = aiolift("migrate", "service")
        for arguments, change, is_planned in (((), "", False), (("--no-cache",), "", True), ((), "# pymysql\n", True)):
            (tmp_path / "planned").unlink(missing_ok=True)
            if change:
                (service / "app/other.py").write_text(change, encoding="utf-8")
            done = aiolift("migrate", "service", *arguments)
            assert (tmp_path / "planned").exists() is is_planned
            assert bool(change) or done == first


class TestBadInput:
    """Exit code 2, and nothing written."""

    @pytest.mark.parametrize(
        ("arguments", "problem"),
        [
            (["missing"], "missing does not exist"),
            (["service/app/main.py"], "is not a folder"),
            (["empty"], "there is no Python file below empty"),
            (["service", "--observe", "missing.json"], "--observe missing.json: there is no such file"),
            (["service", "--diff", "--json", "-"], "both want stdout"),
            (["service", "--out", "out", "--write"], "exclude each other"),
            (["service", "--out", "service/out"], "lies inside of service"),
            (["service", "--out", "."], "lies inside of --out ."),
            (["service", "--out", "used"], "not an empty folder"),
            (["service", "--json", "missing/plan.json"], "cannot be written: No such file"),
            (["service", "--json", "service/requirements.txt"], "is a file that would be lost"),
            (["service", "--write"], "is not in a git repository"),
            (["service", "--driver", "pymysql"], "pymysql"),
        ],
    )
    def test_is_named(self, aiolift: Command, tmp_path: Path, arguments: list[str], problem: str) -> None:
        """The message says what was wrong; no file was made or changed."""
        (tmp_path / "empty").mkdir()
        (tmp_path / "used").mkdir()
        (tmp_path / "used/mine").touch()
        before = contents(tmp_path / "service")
        done = aiolift("migrate", *arguments)
        assert (done.code, done.stdout) == (2, "")
        assert problem in " ".join(done.stderr.replace("│", " ").split())
        assert contents(tmp_path / "service") == before
        assert not (tmp_path / "out").exists()

    def test_a_file_that_is_no_text(self, aiolift: Command, service: Path) -> None:
        """What the planner cannot read ends the command with the file's name, without a traceback."""
        (service / "app/other.py").write_bytes(b"\xff\xff\xff")
        done = aiolift("migrate", "service", "--out", "out")
        assert done.code == 2
        assert done.stderr.startswith("error: app/other.py: is not text in utf-8")
        assert done.stderr.count("\n") == 1


class TestWriting:
    """`--out` and `--write`."""

    def test_out(self, aiolift: Command, service: Path, tmp_path: Path) -> None:
        """A migrated copy of the whole tree; the code base stays."""
        before = contents(service)
        done = aiolift("migrate", "service", "--out", "new/out")
        assert done.code == 0
        assert contents(tmp_path / "new/out") == migrated(before)
        assert contents(service) == before
        assert "cd new/out" in done.stdout

    def test_out_is_written_with_markers_too(self, aiolift: Command, service: Path, tmp_path: Path) -> None:
        """Markers are exit code 1, and the copy is complete."""
        (service / "app/other.py").write_text("# decide\n", encoding="utf-8")
        assert aiolift("migrate", "service", "--out", "out").code == 1
        assert contents(tmp_path / "out") == migrated(contents(service))

    def test_write(self, aiolift: Command, service: Path) -> None:
        """In a clean repository the files are changed in place; a second run changes nothing."""
        commit(service)
        before = contents(service)
        assert aiolift("migrate", "service", "--write").code == 0
        assert contents(service) == migrated(before)
        again = aiolift("migrate", "service", "--write", "--allow-dirty")
        assert "nothing to change" in again.stdout
        assert contents(service) == migrated(before)

    def test_write_refuses_uncommitted_changes(self, aiolift: Command, service: Path) -> None:
        """What is not committed is named and nothing is planned or written, unless it is allowed."""
        commit(service)
        (service / "app/other.py").write_text("x = 2\n", encoding="utf-8")
        before = contents(service)
        done = aiolift("migrate", "service", "--write")
        assert (done.code, done.stdout) == (2, "")
        assert "not committed: app/other.py" in done.stderr
        assert contents(service) == before
        assert aiolift("migrate", "service", "--write", "--allow-dirty").code == 0
        assert contents(service) == migrated(before)

    def test_write_without_git(self, aiolift: Command, service: Path) -> None:
        """Outside of a repository it is written only when that is allowed."""
        before = contents(service)
        assert aiolift("migrate", "service", "--write", "--allow-dirty").code == 0
        assert contents(service) == migrated(before)

    def test_write_names_what_git_cannot_undo(self, aiolift: Command, service: Path) -> None:
        """A changed file that git ignores is written, and named on stderr."""
        (service / ".gitignore").write_text(".env\n", encoding="utf-8")
        (service / ".env").write_text("URL=pymysql\n", encoding="utf-8")
        commit(service)
        done = aiolift("migrate", "service", "--write")
        assert (done.code, done.stderr) == (0, "note: not in git, so git cannot undo these: .env\n")

    @pytest.mark.parametrize("options", [("--write", "--allow-dirty"), ("--out", "out")])
    def test_files_changed_while_planning_are_refused(
        self, aiolift: Command, service: Path, options: tuple[str, ...]
    ) -> None:
        """An edit between planning and writing is not overwritten."""
        (service / "app/slow.py").write_text("slow = 'pymysql'\n", encoding="utf-8")
        process = aiolift.start("migrate", "service", *options)
        while not (aiolift.cwd / "planned").exists():
            assert process.poll() is None
            time.sleep(0.01)
        time.sleep(0.4)  # by now the planner has read main.py, and sleeps over slow.py for a second
        (service / "app/main.py").write_bytes(b"edited")
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 2
        assert "app/main.py was changed since it was read" in errors
        assert contents(service)["app/slow.py"] == b"slow = 'pymysql'\n"
        assert not (aiolift.cwd / "out").exists()


class TestTerminal:
    """What a person sees."""

    def test_progress_is_on_stderr(self, aiolift: Command, service: Path) -> None:
        """A terminal shows how far the planner is; a pipe gets none of it."""
        (service / "slow.py").write_text("slow\n", encoding="utf-8")
        with aiolift.on_terminal("migrate", "service", stdout=subprocess.PIPE) as terminal:
            terminal.wait_for("reading")
            assert terminal.finish() == 0
        assert aiolift("migrate", "service", "--no-cache").stderr == ""

    def test_diff_is_coloured(self, aiolift: Command) -> None:
        """On a terminal the diff is coloured and decoded."""
        with aiolift.on_terminal("migrate", "service", "--diff") as terminal:
            assert terminal.finish() == 0
        assert "\x1b[31m-pymysql\x1b[0m" in terminal.seen
        assert "\x1b[32m+asyncmy\x1b[0m" in terminal.seen
        assert "# 저장" in terminal.seen

    def test_help_has_examples(self, aiolift: Command) -> None:
        """`--help` shows how it is used, and what the exit codes mean."""
        done = aiolift("migrate", "--help")
        assert "aiolift migrate . --out ../service-async" in done.stdout
        assert "Exit code 0: complete; 1: places are left" in " ".join(done.stdout.split())


def test_the_real_planner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed command plans, and a code base without a database has nothing to change."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "service").mkdir()
    (tmp_path / "service/main.py").write_text("print('안녕')\n", encoding="utf-8")
    done = Command(tmp_path)("migrate", "service", "--json", "-")
    assert done.code == 0, done.stderr
    assert json.loads(done.stdout)["files"] == []
    assert [path.name for path in (tmp_path / "service").iterdir()] == ["main.py"]
