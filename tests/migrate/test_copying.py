"""A migrated copy is whole, or there is none."""

import errno
import os
from pathlib import Path, PurePosixPath

import pytest

from aiolift.errors import ChangedOnDiskError, DestinationError, WriteError
from aiolift.migrate import copying
from aiolift.migrate.plan import Plan
from aiolift.program.change import FileChange


def change(name: str, before: bytes | None, after: bytes) -> FileChange:
    """Return a change of one file."""
    return FileChange(PurePosixPath(name), before, after)


def contents(root: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones included."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A code base of three files."""
    root = tmp_path / "service"
    (root / "app").mkdir(parents=True)
    (root / "app/one.py").write_bytes(b"one\r\n")
    (root / "app/two.py").write_bytes("둘".encode())
    (root / "three.py").write_bytes(b"three")
    return root


@pytest.fixture
def plan(root: Path) -> Plan:
    """Two files changed, one in a new folder made."""
    changes = (
        change("app/one.py", b"one\r\n", b"ONE\r\n"),
        change("app/two.py", "둘".encode(), "두울".encode()),
        change("new/deep/four.py", None, b"four"),
    )
    return Plan(root, "asyncmy", changes)


AFTER = {"app/one.py": b"ONE\r\n", "app/two.py": "두울".encode(), "three.py": b"three", "new/deep/four.py": b"four"}


class TestCopy:
    """`--out`."""

    def test_the_whole_tree(self, root: Path, plan: Plan, tmp_path: Path) -> None:
        """The copy holds every file, migrated where the plan says so; the source is untouched."""
        before = contents(root)
        copying.copy(plan, tmp_path / "out")
        assert contents(tmp_path / "out") == AFTER
        assert contents(root) == before
        assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "service"]

    def test_modes_and_empty_folders(self, root: Path, plan: Plan, tmp_path: Path) -> None:
        """Scripts stay executable, empty folders are kept, and the copy's own folder has its source's mode."""
        (root / "app/one.py").chmod(0o755)
        (root / "empty").mkdir()
        copying.copy(plan, tmp_path / "out")
        assert (tmp_path / "out/app/one.py").stat().st_mode & 0o777 == 0o755
        assert (tmp_path / "out/empty").is_dir()
        assert (tmp_path / "out").stat().st_mode == root.stat().st_mode

    def test_what_is_not_copied(self, root: Path, plan: Plan, tmp_path: Path) -> None:
        """Version control, virtual environments, caches, sockets and pipes stay behind."""
        for name in (".git/HEAD", "env/pyvenv.cfg", "app/__pycache__/one.pyc", ".mypy_cache/x"):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(b"x")
        os.mkfifo(root / "pipe")
        copying.copy(plan, tmp_path / "out")
        assert contents(tmp_path / "out") == AFTER
        assert not (tmp_path / "out/.git").exists()

    def test_links_stay_links(self, root: Path, plan: Plan, tmp_path: Path) -> None:
        """A link is copied as it is, whether it leads inside, outside or nowhere, and is never followed."""
        links = {"inside": "app/one.py", "outside": "/etc", "nowhere": "missing"}
        for name, target in links.items():
            (root / name).symlink_to(target)
        copying.copy(plan, tmp_path / "out")
        assert {name: os.readlink(tmp_path / "out" / name) for name in links} == links

    @pytest.mark.parametrize("out", ["service", "service/out", "service/app/out", "."])
    def test_one_inside_of_the_other_is_refused(self, root: Path, plan: Plan, tmp_path: Path, out: str) -> None:
        """Neither the copy lies in the code base, nor the code base in the copy."""
        before = contents(root)
        with pytest.raises(DestinationError, match="inside of"):
            copying.copy(plan, tmp_path / out)
        assert contents(root) == before

    def test_a_link_into_the_code_base_is_seen_through(self, root: Path, plan: Plan, tmp_path: Path) -> None:
        """A destination that leads into the code base through a link is inside of it."""
        (tmp_path / "link").symlink_to(root)
        with pytest.raises(DestinationError, match="inside of"):
            copying.copy(plan, tmp_path / "link/out")

    def test_a_folder_in_use_is_refused(self, plan: Plan, tmp_path: Path) -> None:
        """A folder that holds anything, and a file, are not written over; an empty folder is."""
        (tmp_path / "used").mkdir()
        (tmp_path / "used/mine").write_bytes(b"mine")
        (tmp_path / "file").write_bytes(b"mine")
        for name in ("used", "file"):
            with pytest.raises(DestinationError, match="not an empty folder"):
                copying.copy(plan, tmp_path / name)
        assert contents(tmp_path / "used") == {"mine": b"mine"}
        (tmp_path / "empty").mkdir()
        copying.copy(plan, tmp_path / "empty")
        assert contents(tmp_path / "empty") == AFTER

    def test_a_failure_leaves_nothing(self, root: Path, plan: Plan, tmp_path: Path) -> None:
        """A copy that cannot be completed leaves neither a part of it nor the folders made for it."""
        (root / "app/one.py").write_bytes(b"edited")
        with pytest.raises(ChangedOnDiskError, match=r"app/one\.py was changed"):
            copying.copy(plan, tmp_path / "deep/er/out")
        assert [path.name for path in tmp_path.iterdir()] == ["service"]

    def test_a_full_disk_leaves_nothing(
        self, root: Path, plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where the last step fails, what was copied is removed."""

        def fail(source: Path, target: Path) -> None:
            raise OSError(errno.ENOSPC, "No space left on device", str(target))

        monkeypatch.setattr(os, "replace", fail)
        with pytest.raises(WriteError, match="out cannot be written: No space left"):
            copying.copy(plan, tmp_path / "out")
        assert [path.name for path in tmp_path.iterdir()] == ["service"]
