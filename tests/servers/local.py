"""A server of our own: on a free loopback port, with a temporary data directory, stopped and killed at will."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tests.servers.process import GuardedProcess
from tests.servers.provision import ENVIRONMENT
from tests.servers.server import Server
from tests.servers.tls import write_certificates

if TYPE_CHECKING:
    import pymysql

    from tests.servers.provision import Installation

USER = "aiolift"
PASSWORD = "p@ss:w/rd#1"  # every character that a URL must quote
START_TIMEOUT = 60.0  # seconds
STOP_TIMEOUT = 30.0  # seconds

COMMON_OPTIONS = (
    "--bind-address=127.0.0.1",
    "--character-set-server=utf8mb4",
    "--innodb-buffer-pool-size=128M",
    "--innodb-flush-log-at-trx-commit=2",  # a commit survives the process, which is killed, not the machine
    "--innodb-flush-method=nosync",
    "--max-connections=400",
    "--performance-schema=OFF",
    "--skip-log-bin",
    "--skip-name-resolve",
)
OPTIONS = {"mariadb": (), "mysql": ("--mysqlx=OFF", "--innodb-doublewrite=OFF")}
INSTALL = {
    "mariadb": ("mariadb-install-db", "--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"),
    "mysql": ("mysqld", "--no-defaults", "--initialize-insecure", "--innodb-flush-method=nosync"),
}
PROGRAM = {"mariadb": "mariadbd", "mysql": "mysqld"}
AUTHENTICATION = {"mariadb": "mysql_native_password USING PASSWORD('{}')", "mysql": "caching_sha2_password BY '{}'"}


class LocalServer(Server):
    """A server that belongs to the tests, with TLS and a user `USER` of all privileges.

    :param installation: the programs to run.
    :raises RuntimeError: from `start`, when the server does not come up; with the end of its log.
    """

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        temporary = Path(tempfile.gettempdir())
        if installation.root == Path("/"):
            self.directory = self._home = Path(tempfile.mkdtemp(prefix="aiolift-", dir=temporary))
        else:
            # The data lies inside the chroot; a link keeps the socket's path under the 107 bytes a socket may have.
            self._home = Path(tempfile.mkdtemp(prefix="aiolift-", dir=installation.root / "tmp"))
            self.directory = temporary / self._home.name
            self.directory.symlink_to(self._home)
        super().__init__(
            installation.kind,
            host="127.0.0.1",
            port=_free_port(),
            user=USER,
            password=PASSWORD,
            ca_file=self.directory / "ca.pem",
            socket_path=self.directory / "mysqld.sock",
        )
        self.log_file = self.directory / "server.log"
        self._process: GuardedProcess | None = None

    def __enter__(self) -> Self:
        try:
            write_certificates(self._home)
            (self._home / "tmp").mkdir()
            self._install()
            self.start()
            self._create_accounts()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The server's process id; None while it is down."""
        return self._process.pid if self._process is not None and self._process.is_running else None

    def connect(self, **options: Any) -> pymysql.Connection[Any]:
        """A blocking PyMySQL connection, as root through the socket unless `options` name a user."""
        if "user" not in options:
            # PyMySQL reads the machine's certificates for each connection that may use TLS: 50 ms, on a socket in vain
            through_socket = {"unix_socket": str(self.socket_path), "ssl_disabled": True}
            options = {**through_socket, "user": "root", "password": "", **options}
        return super().connect(**options)

    def start(self) -> None:
        """Start the server, on the same port and data as before, and wait until it answers."""
        self.kill()  # one that ended by itself still has its guard
        program = PROGRAM[self.kind]
        options = (*COMMON_OPTIONS, *OPTIONS[self.kind], *self._as_root(), *self._paths(), f"--port={self.port}")
        command = self.installation.command(program, "--no-defaults", *options)
        with self.log_file.open("ab") as log:
            leftovers = (self._home, self.directory)
            self._process = GuardedProcess(command, environment=ENVIRONMENT, log=log, leftovers=leftovers)
        self._wait_until_ready()

    def stop(self) -> None:
        """Shut the server down in order; its data stays."""
        if self._process is not None:
            self._process.terminate(STOP_TIMEOUT)

    def kill(self) -> None:
        """Kill the server as a crash would (SIGKILL); what was committed stays."""
        if self._process is not None:
            self._process.kill()

    def restart(self) -> None:
        """`stop` and `start`."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Kill the server and remove its data."""
        self.kill()
        shutil.rmtree(self._home)
        if self.directory != self._home:
            self.directory.unlink()

    def _install(self) -> None:
        """Create the data directory."""
        command = self.installation.command(*INSTALL[self.kind], *self._as_root(), *self._data_paths())
        with self.log_file.open("ab") as log:
            done = subprocess.run(
                command, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False
            )
        if done.returncode != 0:
            raise RuntimeError(self._failure("its data directory could not be created"))

    def _create_accounts(self) -> None:
        account = f"'{USER}'@'%'"
        self.run_sql(
            f"CREATE USER {account} IDENTIFIED WITH {AUTHENTICATION[self.kind].format(PASSWORD)}",
            f"GRANT ALL ON *.* TO {account} WITH GRANT OPTION",
        )
        # MariaDB's installer also lets root in over TCP, without a password.
        for (host,) in self.run_sql("SELECT host FROM mysql.user WHERE user = 'root' AND host <> 'localhost'"):
            self.run_sql(f"DROP USER 'root'@'{host}'")

    def _as_root(self) -> tuple[str, ...]:
        return ("--user=root",) if os.geteuid() == 0 else ()

    def _data_paths(self) -> tuple[str, ...]:
        # A MariaDB that starts empties its temporary directory, so that no two servers may share one.
        return f"--datadir={self._inside('data')}", f"--tmpdir={self._inside('tmp')}"

    def _paths(self) -> tuple[str, ...]:
        return (
            *self._data_paths(),
            f"--socket={self._inside('mysqld.sock')}",
            f"--pid-file={self._inside('mysqld.pid')}",
            f"--secure-file-priv={self._inside('')}",
            f"--ssl-ca={self._inside('ca.pem')}",
            f"--ssl-cert={self._inside('server-cert.pem')}",
            f"--ssl-key={self._inside('server-key.pem')}",
        )

    def _inside(self, name: str) -> str:
        return self.installation.inside(self._home / name)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while not self._greets():
            if self.pid is None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(self._failure("it did not start"))
            time.sleep(0.05)

    def _greets(self) -> bool:
        """Whether the server greets a client. A plain socket, because PyMySQL leaks its own where it cannot connect."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1.0)
            try:
                probe.connect(str(self.socket_path))
                return bool(probe.recv(1))
            except OSError:
                return False

    def _failure(self, what: str) -> str:
        log = self.log_file.read_text(errors="replace").splitlines()[-40:]
        return "\n".join((f"{self!r}: {what}. Its log ends:", *log))


def _free_port() -> int:
    """A free port below those the kernel gives to clients: while the server is down, no client can come to hold it."""
    while True:
        port = random.randrange(15_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
