"""A PostgreSQL of our own, where its programs are installed."""

import os
import pwd
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from tests.servers.tls import write_certificates

PASSWORD = "p@ss:w/rd#1"
START_TIMEOUT = 60.0  # seconds
OPTIONS = ("fsync=off", "ssl=on", "ssl_cert_file=../server-cert.pem", "ssl_key_file=../server-key.pem")


@dataclass(frozen=True)
class Postgres:
    """A running server; `folder` holds its socket and ``ca.pem``."""

    folder: Path
    port: int

    def url(self, driver: str, **query: str) -> str:
        """Return the URL of the database ``postgres``; with ``host`` in the query that of the unix socket."""
        return URL.create(
            f"postgresql+{driver}",
            username="postgres",
            password=PASSWORD,
            host=None if "host" in query else "127.0.0.1",
            port=self.port,
            database="postgres",
            query=query,
        ).render_as_string(hide_password=False)


def programs() -> Path | None:
    """Where PostgreSQL's programs are; None where it is not installed."""
    # Debian keeps them out of the PATH
    folders = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *map(Path, os.get_exec_path())]
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


@contextmanager
def running(programs: Path) -> Iterator[Postgres]:
    """Start a server over a temporary directory."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="aiolift-", dir="/tmp") as name:
        folder = Path(name)
        write_certificates(folder)
        (folder / "password").write_text(PASSWORD)
        (folder / "server-key.pem").chmod(0o600)
        become = _owner(folder)
        initdb = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "scram-sha-256", "-N"]
        subprocess.run([*become, *initdb, f"--pwfile={folder}/password"], check=True, capture_output=True)
        options = [word for option in OPTIONS for word in ("-c", option)]
        command = [programs / "postgres", "-D", folder / "data", "-k", folder, "-h", "127.0.0.1", "-p", str(port)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen([*become, *command, *options], stdout=log, stderr=log, start_new_session=True)
        try:
            _wait_until_ready(server, folder)
            yield Postgres(folder, port)
        finally:
            server.terminate()
            server.wait()


def _owner(folder: Path) -> list[str]:
    """Give `folder` to a user whom PostgreSQL accepts, which is not root; return how to become that user."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("nobody")
    for path in (folder, *folder.iterdir()):
        os.chown(path, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    state = folder / "data" / "postmaster.pid"  # its last line
    while not (state.exists() and state.read_text().strip().endswith("ready")):
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.05)
