"""Plans that are kept, and when they are not believed."""

import gzip
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from aiolift.migrate import cache
from aiolift.migrate.plan import Marker, Note, Plan, Step, Unresolved
from aiolift.program import kept
from aiolift.program.change import FileChange
from aiolift.program.edits import Edit


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the cache lies."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/aiolift/plans"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A code base of two files."""
    root = tmp_path / "service"
    root.mkdir()
    (root / "main.py").write_text("x = 1\n", encoding="utf-8")
    (root / ".env").write_text("DATABASE_URL=sqlite://\n", encoding="utf-8")
    return root


@pytest.fixture
def plan(root: Path) -> Plan:
    """A plan with everything in it, and bytes that are not text."""
    name = PurePosixPath("main.py")
    return Plan(
        root,
        "asyncmy",
        changes=(
            FileChange(name, b"\xff\xfe\x00", "하나".encode("utf-16"), (Edit(0, 1, "\r\n", "rule", "왜"),)),
            FileChange(PurePosixPath("new"), None, b""),
        ),
        markers=(Marker(name, 1, "AL901", "what", "suggestion"),),
        notes=(Note(None, None, "note"), Note(name, 2, "note")),
        unresolved=(Unresolved(name, 1, "f()", "why"),),
        coloured={"main:f": Step("main:f", name, 1, "db.commit()", None)},
        counts={"io_sites": 1},
    )


def key(root: Path, **changes: object) -> str:
    """Return the key of a code base with the default options, or with other ones."""
    return cache.key(root, **({"driver": None, "exclude": (), "observed": None} | changes))


def test_round_trip(plan: Plan, root: Path) -> None:
    """A kept plan comes back equal to the last byte."""
    cache.save("a", plan)
    assert cache.load("a", root) == plan
    assert cache.load("b", root) is None


def test_the_key_is_stable(root: Path) -> None:
    """An unchanged code base has the same key, whatever the files' times are."""
    first = key(root)
    os.utime(root / "main.py", (1, 1))
    (root / "__pycache__").mkdir()
    (root / "__pycache__/main.pyc").write_bytes(b"x")
    assert key(root) == first


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "main.py").write_text("x = 2\n", encoding="utf-8"),
        lambda root: (root / ".env").write_text("", encoding="utf-8"),
        lambda root: (root / "main.py").rename(root / "other.py"),
        lambda root: (root / "new.py").touch(),
        lambda root: (root / "main.py").unlink(),
    ],
)
def test_every_file_counts(root: Path, change: Callable[[Path], object]) -> None:
    """Bytes, names, new files and missing ones make another key."""
    first = key(root)
    change(root)
    assert key(root) != first


def test_every_option_counts(root: Path, tmp_path: Path) -> None:
    """Driver, exclusions and the record of observe make other keys; the record by its bytes."""
    record = tmp_path / "record.json"
    record.write_text("{}", encoding="utf-8")
    keys = [key(root), key(root, driver="asyncmy"), key(root, exclude=["asyncmy"]), key(root, exclude=["a", "b"])]
    keys.append(key(root, observed=record))
    record.write_text("[]", encoding="utf-8")
    keys.append(key(root, observed=record))
    assert len(set(keys)) == len(keys)


def test_installed_packages_count(root: Path) -> None:
    """Another version in the code base's virtual environment makes another key: the plan fits what is installed."""
    first = key(root)
    (root / ".venv/lib/python3.12/site-packages/SQLAlchemy-1.4.54.dist-info").mkdir(parents=True)
    (root / ".venv/pyvenv.cfg").touch()
    assert key(root) != first


def test_the_code_of_aiolift_counts(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another version of aiolift planned is not believed."""
    first = key(root)
    monkeypatch.setattr(kept, "own_code", lambda: "another version")
    assert key(root) != first


def test_data_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large file counts by size and time."""
    monkeypatch.setattr(kept, "_LARGE", 3)
    (root / "main.py").write_text("x = 9\n", encoding="utf-8")
    os.utime(root / "main.py", (1, 1))
    first = key(root)
    os.utime(root / "main.py", (2, 2))
    assert key(root) != first


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not gzip",
        gzip.compress(b"not json", mtime=0),
        gzip.compress(b'{"key": "a"}', mtime=0),
        gzip.compress(b'{"key": "a", "plan": {"root": "x", "driver": "y", "changes": [{"name": 1}]}}', mtime=0),
    ],
)
def test_damaged_entries_are_replaced(plan: Plan, root: Path, folder: Path, data: bytes) -> None:
    """What cannot be read counts as nothing, and the next run replaces it."""
    cache.save("a", plan)
    (folder / "a.json.gz").write_bytes(data)
    assert cache.load("a", root) is None
    cache.save("a", plan)
    assert cache.load("a", root) == plan


def test_a_cut_entry_counts_as_nothing(plan: Plan, root: Path, folder: Path) -> None:
    """Half of an entry is not believed."""
    cache.save("a", plan)
    data = (folder / "a.json.gz").read_bytes()
    (folder / "a.json.gz").write_bytes(data[: len(data) // 2])
    assert cache.load("a", root) is None


def test_an_entry_under_another_name_counts_as_nothing(plan: Plan, root: Path, folder: Path) -> None:
    """A file renamed to another key, or linked to, is not believed."""
    cache.save("a", plan)
    (folder / "a.json.gz").rename(folder / "b.json.gz")
    assert cache.load("b", root) is None
    (folder / "b.json.gz").rename(folder / "elsewhere")
    (folder / "a.json.gz").symlink_to(folder / "elsewhere")
    assert cache.load("a", root) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_an_entry_of_another_user_counts_as_nothing(plan: Plan, root: Path, folder: Path) -> None:
    """What somebody else put there is not believed."""
    cache.save("a", plan)
    os.chown(folder / "a.json.gz", 12345, 12345)
    assert cache.load("a", root) is None


def test_the_cache_is_bounded(plan: Plan, root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the entries used last are kept."""
    monkeypatch.setattr(kept, "_MOST", 3)
    for number, name in enumerate("abc"):
        cache.save(name, plan)
        os.utime(folder / f"{name}.json.gz", (number, number))
    assert cache.load("a", root) == plan
    cache.save("d", plan)
    assert sorted(path.name[0] for path in folder.iterdir()) == ["a", "c", "d"]


def test_entries_are_private_and_readable_as_json(plan: Plan, folder: Path) -> None:
    """The code of a service is for its user's eyes; the format is compressed JSON, which runs nothing."""
    cache.save("a", plan)
    assert (folder / "a.json.gz").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert json.loads(gzip.decompress((folder / "a.json.gz").read_bytes()))["key"] == "a"


def test_nothing_is_written_into_the_code_base(plan: Plan, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that would lie in the code base is not made."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(root / "cache"))
    cache.save("a", plan)
    assert not (root / "cache").exists()


def test_a_cache_that_cannot_be_written_is_no_error(plan: Plan, tmp_path: Path) -> None:
    """Where the folder cannot be made, the plan is simply not kept."""
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    cache.save("a", plan)
    assert cache.load("a", plan.root) is None


def test_a_name_that_is_no_text_is_no_error(plan: Plan, root: Path) -> None:
    """A plan with a file name that is not UTF-8 is not kept, and does not end the command."""
    change = replace(plan.changes[0], name=PurePosixPath(os.fsdecode(b"\xff.py")))
    cache.save("a", replace(plan, changes=(change,)))
    assert cache.load("a", root) is None


def test_the_root_is_the_one_asked_for(plan: Plan, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan made for `.` and read for an absolute path names the path of this run."""
    cache.save("a", replace(plan, root=Path()))
    found = cache.load("a", root)
    assert found is not None
    assert found.root == root
