"""Find the server programs the tests run against, or bring them: MariaDB with apt, MySQL with debootstrap."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["mariadb", "mysql"]
Report = Callable[[str], None]

# -core has the programs without the system service, so that nothing of the machine is started or touched.
MARIADB_PACKAGES = ("mariadb-server-core", "mariadb-client-core", "galera-4")
SYSTEM_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"))
ENVIRONMENT = {**os.environ, "PATH": SYSTEM_PATH}  # servers lie where an ordinary user's PATH does not lead
DOWNLOAD_TIMEOUT = 1500  # seconds


class ServerUnavailableError(Exception):
    """The server can neither be found nor brought; the message says why and what to do."""


@dataclass(frozen=True)
class Installation:
    """The programs of one server.

    :param kind: which server it is.
    :param root: what its programs see as ``/``: the machine's own root, or a Debian tree that chroot enters.
    """

    kind: Kind
    root: Path = Path("/")

    def command(self, program: str, *arguments: str) -> list[str]:
        """The command line that runs `program` of this installation."""
        chroot = [] if self.root == Path("/") else ["chroot", str(self.root)]
        return [*chroot, program, *arguments]

    def inside(self, path: Path) -> str:
        """The name that the server has for `path`, a path of the machine under `root`."""
        return f"/{path.relative_to(self.root)}"


def cache_directory() -> Path:
    """Where what was downloaded once is kept: ``$XDG_CACHE_HOME/aiolift``, outside of any checkout."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "aiolift"


def provision(kind: Kind, report: Report) -> Installation:
    """Find the server's programs, or download them.

    :param report: called with one line before each step that takes long.
    :raises ServerUnavailableError: they are missing and cannot be brought here.
    """
    return _provision_mariadb(report) if kind == "mariadb" else _provision_mysql(report)


def bring(program: str, package: str, report: Report) -> None:
    """Install the Debian package of a program that is not there.

    :raises ServerUnavailableError: it cannot be installed here.
    """
    if not _which(program):
        _require_root(program, f"install {package}")
        with _lock():
            if not _which(program):
                _apt_install(package, report=report)


def _provision_mariadb(report: Report) -> Installation:
    if not _mariadb_found():
        _require_root("MariaDB", "install mariadb-server-core")
        with _lock():
            if not _mariadb_found():
                _apt_install(*MARIADB_PACKAGES, report=report)
    return Installation("mariadb")


def _mariadb_found() -> bool:
    return bool(_which("mariadbd") and _which("mariadb-install-db"))


def _provision_mysql(report: Report) -> Installation:
    _require_root("MySQL", "chroot into its Debian tree")
    tree = cache_directory() / "mysql-sid"
    with _lock():
        if not tree.exists():
            _build_tree(tree, report)
    return Installation("mysql", tree)


def _build_tree(tree: Path, report: Report) -> None:
    """Build a Debian sid tree with MySQL; it gets its name only when it is whole."""
    building = tree.with_name(f"{tree.name}.building")
    _remove_tree(building)
    if not _which("debootstrap"):
        _apt_install("debootstrap", report=report)
    mirror = _debian_mirror()
    report(f"downloading MySQL into {tree} (once, about 560 MB on disk)")
    options = ("--variant=minbase", "--include=mysql-server-core")
    _run("debootstrap", *options, "sid", str(building), mirror)
    building.rename(tree)


def _debian_mirror() -> str:
    """The Debian mirror this machine's apt uses."""
    query = ("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Label: Debian")
    mirrors = _run(*query).split()
    if not mirrors:  # the labels are known once the lists have been fetched
        _run("apt-get", "update")
        mirrors = _run(*query).split()
    if not mirrors:
        raise ServerUnavailableError("apt knows no Debian mirror to take MySQL from; give a server's URL instead")
    return mirrors[0]


def _remove_tree(tree: Path) -> None:
    """Remove what an interrupted debootstrap left, without descending into a /proc it may have mounted there."""
    _run("rm", "-rf", "--one-file-system", str(tree))


def _apt_install(*packages: str, report: Report) -> None:
    report(f"installing {', '.join(packages)} with apt-get")
    if not _which("apt-get"):
        raise ServerUnavailableError(f"{', '.join(packages)} missing, and there is no apt-get to install it with")
    _run("apt-get", "update")
    _run("apt-get", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", *packages)


def _run(*command: str) -> str:
    try:
        done = subprocess.run(
            command,
            env={**ENVIRONMENT, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=DOWNLOAD_TIMEOUT,
            text=True,
            check=True,
        )
    except FileNotFoundError:
        raise ServerUnavailableError(f"{command[0]} is not installed") from None
    except subprocess.TimeoutExpired:
        raise ServerUnavailableError(f"{' '.join(command)}: not done after {DOWNLOAD_TIMEOUT} s") from None
    except subprocess.CalledProcessError as error:
        last_lines = "\n".join(error.stdout.splitlines()[-5:])
        raise ServerUnavailableError(f"{' '.join(command)} failed:\n{last_lines}") from None
    return done.stdout


def _which(program: str) -> str | None:
    return shutil.which(program, path=SYSTEM_PATH)


def _require_root(server: str, purpose: str) -> None:
    if os.geteuid() != 0:
        raise ServerUnavailableError(f"{server}: only root can {purpose}; run as root, or give a server's URL")


@contextmanager
def _lock() -> Iterator[None]:
    """Let one test run at a time download; the others wait and use what it brought."""
    directory = cache_directory()
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "provision.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
