"""What git says of a code base, asked of the real git."""

import os
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from aiolift.errors import UncommittedChangesError
from aiolift.migrate import git


def run(root: Path, *arguments: str) -> None:
    """Run git in `root`, as a person with a name."""
    who = ("-c", "user.name=Hong", "-c", "user.email=hong@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one committed file, whose name is Korean, and an ignored `.env`."""
    root = tmp_path / "repository"
    root.mkdir()
    (root / "계획.py").write_text("plan = 1\n", encoding="utf-8")
    (root / ".gitignore").write_text(".env\n", encoding="utf-8")
    (root / ".env").write_text("DATABASE_URL=sqlite://\n", encoding="utf-8")
    run(root, "init", "-q")
    run(root, "add", ".")
    run(root, "commit", "-qm", "first")
    return root


def test_a_committed_code_base_is_clean(repository: Path) -> None:
    """Where all is committed, and what is ignored is ignored, nothing is refused, and git's index is not touched."""
    before = (repository / ".git/index").stat().st_mtime_ns
    git.require_clean(repository)
    assert (repository / ".git/index").stat().st_mtime_ns == before


@pytest.mark.parametrize("name", ["계획.py", "new.py"])
def test_changes_are_refused(repository: Path, name: str) -> None:
    """A changed file and a new one are named, in their own characters."""
    (repository / name).write_text("plan = 2\n", encoding="utf-8")
    with pytest.raises(UncommittedChangesError, match=rf"not committed: {name}\. .*--allow-dirty"):
        git.require_clean(repository)


def test_only_what_is_below_the_root_counts(repository: Path) -> None:
    """Changes elsewhere in the repository do not matter to a part of it."""
    (repository / "part").mkdir()
    (repository / "part/main.py").touch()
    run(repository, "add", ".")
    run(repository, "commit", "-qm", "part")
    (repository / "계획.py").write_text("plan = 2\n", encoding="utf-8")
    git.require_clean(repository / "part")


def test_the_record_of_observe_does_not_count(repository: Path, tmp_path: Path) -> None:
    """The record that a migration reads lies in the code base and is not committed; anything beside it is refused."""
    record = repository / ".기록 [1].json"
    record.touch()
    git.require_clean(repository, apart_from=record)
    git.require_clean(repository, apart_from=Path(os.path.relpath(record)))
    (repository / "new.py").touch()
    with pytest.raises(UncommittedChangesError, match=r"not committed: new\.py\."):
        git.require_clean(repository, apart_from=record)
    with pytest.raises(UncommittedChangesError, match=r"기록"):
        git.require_clean(repository, apart_from=tmp_path / "elsewhere.json")


def test_many_changes_are_counted(repository: Path) -> None:
    """Of many changes the first ones are named."""
    for number in range(8):
        (repository / f"new{number}.py").touch()
    with pytest.raises(UncommittedChangesError, match=r"new4\.py and 3 more"):
        git.require_clean(repository)


def test_no_repository_is_refused(tmp_path: Path) -> None:
    """Outside of a repository nothing could be undone, and the message says so."""
    with pytest.raises(UncommittedChangesError, match="is not in a git repository.*--allow-dirty"):
        git.require_clean(tmp_path)


def test_an_ignored_folder_is_refused(repository: Path) -> None:
    """A folder that lies in a repository but is not part of it could not be undone either."""
    (repository / ".gitignore").write_text(".env\nbuild\n", encoding="utf-8")
    run(repository, "commit", "-qam", "ignore")
    (repository / "build").mkdir()
    (repository / "build/main.py").touch()
    with pytest.raises(UncommittedChangesError, match="nothing in .*build is in a git repository"):
        git.require_clean(repository / "build")


def test_another_repository_of_the_environment_does_not_count(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIT_DIR, which hooks set, does not make git look elsewhere."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    git.require_clean(repository)


def test_without_git(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git on the machine the message says what is missing, and every file counts as untracked."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UncommittedChangesError, match="git cannot be run.*install git, or give --allow-dirty"):
        git.require_clean(repository)
    assert git.untracked(repository, [PurePosixPath("계획.py")]) == [PurePosixPath("계획.py")]


def test_git_that_hangs(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A git that never answers is given up."""
    (tmp_path / "git").write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(git, "_TIMEOUT", 0.2)
    with pytest.raises(UncommittedChangesError, match="git did not answer"):
        git.require_clean(repository)


def test_a_broken_repository(repository: Path) -> None:
    """What git itself complains about is passed on."""
    (repository / ".git/config").write_text("[broken\n", encoding="utf-8")
    with pytest.raises(UncommittedChangesError, match="git cannot say .*bad config"):
        git.require_clean(repository)


def test_a_configured_program_is_not_run(repository: Path, tmp_path: Path) -> None:
    """A program that the repository's configuration names for git to run is not run."""
    hook = tmp_path / "hook"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", encoding="utf-8")
    hook.chmod(0o755)
    run(repository, "config", "core.fsmonitor", str(hook))
    git.require_clean(repository)
    assert not (tmp_path / "ran").exists()


def test_untracked_files(repository: Path) -> None:
    """A file that git ignores, and one that it does not know yet, could not be brought back by it."""
    names = [PurePosixPath(name) for name in ("계획.py", ".env", "new.py")]
    assert git.untracked(repository, names) == names[1:]
