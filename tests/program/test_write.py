"""All files are written or none."""

import errno
import os
from pathlib import Path, PurePosixPath

import pytest

from aiolift.errors import ChangedOnDiskError, DestinationError, WriteError
from aiolift.program import write
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
def changes(root: Path) -> tuple[FileChange, ...]:
    """Two files changed, one in a new folder made."""
    return (
        change("app/one.py", b"one\r\n", b"ONE\r\n"),
        change("app/two.py", "둘".encode(), "두울".encode()),
        change("new/deep/four.py", None, b"four"),
    )


AFTER = {"app/one.py": b"ONE\r\n", "app/two.py": "두울".encode(), "three.py": b"three", "new/deep/four.py": b"four"}


class TestInPlace:
    """In place."""

    def test_changes_are_made(self, root: Path, changes: tuple[FileChange, ...]) -> None:
        """The files hold the new bytes, and nothing else appears."""
        write.in_place(root, changes)
        assert contents(root) == AFTER

    def test_modes_are_kept(self, root: Path, changes: tuple[FileChange, ...]) -> None:
        """A script stays executable, a private file private; a new file gets what the umask allows."""
        (root / "app/one.py").chmod(0o755)
        (root / "app/two.py").chmod(0o600)
        old = os.umask(0o027)
        try:
            write.in_place(root, changes)
        finally:
            os.umask(old)
        modes = [(root / name).stat().st_mode & 0o777 for name in ("app/one.py", "app/two.py", "new/deep/four.py")]
        assert modes == [0o755, 0o600, 0o640]

    @pytest.mark.parametrize("failing", range(3))
    def test_a_failure_puts_all_back(
        self, root: Path, changes: tuple[FileChange, ...], monkeypatch: pytest.MonkeyPatch, failing: int
    ) -> None:
        """Whichever file cannot be replaced, the code base is as it was, and the message names the file."""
        before = contents(root)
        replace, calls = os.replace, iter(range(100))

        def replace_or_fail(source: Path, target: Path) -> None:
            if next(calls) == failing:
                raise OSError(errno.ENOSPC, "No space left on device", str(target))
            replace(source, target)

        monkeypatch.setattr(os, "replace", replace_or_fail)
        with pytest.raises(WriteError, match=f"{changes[failing].name} cannot be written: No space left"):
            write.in_place(root, changes)
        assert contents(root) == before
        assert not (root / "new").exists()

    def test_an_interruption_puts_all_back(
        self, root: Path, changes: tuple[FileChange, ...], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Ctrl-C in the middle leaves the code base as it was."""
        before = contents(root)
        replace, calls = os.replace, iter(range(100))

        def replace_or_stop(source: Path, target: Path) -> None:
            replace(source, target)
            if next(calls) == 1:
                raise KeyboardInterrupt

        monkeypatch.setattr(os, "replace", replace_or_stop)
        with pytest.raises(KeyboardInterrupt):
            write.in_place(root, changes)
        assert contents(root) == before

    def test_without_hard_links(
        self, root: Path, changes: tuple[FileChange, ...], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where the file system has no hard links, a failure puts copies back."""
        before = contents(root)

        def no_link(*_: object) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")

        replace, calls = os.replace, iter(range(100))

        def replace_or_fail(source: Path, target: Path) -> None:
            if next(calls) == 1:
                raise OSError(errno.EIO, "Input/output error", str(target))
            replace(source, target)

        monkeypatch.setattr(os, "link", no_link)
        monkeypatch.setattr(os, "replace", replace_or_fail)
        with pytest.raises(WriteError):
            write.in_place(root, changes)
        assert contents(root) == before

    def test_what_cannot_be_put_back_is_named(
        self, root: Path, changes: tuple[FileChange, ...], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where even putting back fails, the message says which file, and its old content is kept beside it."""
        replace, calls = os.replace, iter(range(100))

        def replace_first_only(source: Path, target: Path) -> None:
            if next(calls) > 0:
                raise OSError(errno.EIO, "Input/output error", str(target))
            replace(source, target)

        monkeypatch.setattr(os, "replace", replace_first_only)
        with pytest.raises(WriteError, match=r"could not be put back: .*one\.py \(its content is in \.aiolift-"):
            write.in_place(root, changes)
        assert b"one\r\n" in [data for name, data in contents(root).items() if ".aiolift-" in name]

    @pytest.mark.parametrize(
        ("name", "data", "problem"),
        [
            ("app/one.py", b"edited", "was changed"),
            ("app/two.py", None, "is gone"),
            ("new/deep/four.py", b"somebody's", "exists now"),
        ],
    )
    def test_files_changed_since_are_refused(
        self, root: Path, changes: tuple[FileChange, ...], name: str, data: bytes | None, problem: str
    ) -> None:
        """A file that was edited, removed or made since it was read is named, and nothing is written."""
        path = root / name
        if data is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        before = contents(root)
        with pytest.raises(ChangedOnDiskError, match=f"{name} {problem}"):
            write.in_place(root, changes)
        assert contents(root) == before

    def test_nothing_is_written_through_a_link(self, root: Path, tmp_path: Path) -> None:
        """A file, or a folder above it, that is a symbolic link is refused: what is outside stays as it is."""
        outside = tmp_path / "outside"
        outside.mkdir()
        (outside / "x.py").write_bytes(b"x")
        (root / "folder").symlink_to(outside)
        (root / "x.py").symlink_to(outside / "x.py")
        for name in ("folder/x.py", "x.py"):
            with pytest.raises(DestinationError, match="behind a symbolic link"):
                write.in_place(root, (change(name, b"x", b"y"),))
        with pytest.raises(DestinationError, match="behind a symbolic link"):
            write.in_place(root, (change("folder/new.py", None, b"y"),))
        assert contents(outside) == {"x.py": b"x"}

    @pytest.mark.parametrize("name", ["../outside.py", "app/../../outside.py"])
    def test_nothing_is_written_outside(self, root: Path, name: str) -> None:
        """A name that leads out of the code base is refused."""
        with pytest.raises(DestinationError, match="is not a path below"):
            write.in_place(root, (change(name, None, b"x"),))

    @pytest.mark.skipif(os.geteuid() == 0, reason="nothing is write-protected for root")
    def test_a_write_protected_file_is_refused(self, root: Path, changes: tuple[FileChange, ...]) -> None:
        """A file that its owner has protected is not replaced."""
        (root / "app/one.py").chmod(0o444)
        with pytest.raises(DestinationError, match="write-protected"):
            write.in_place(root, changes)
