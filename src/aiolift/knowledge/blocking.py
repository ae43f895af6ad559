"""Calls that block their thread: harmless in a `def` endpoint, a standstill of all requests in an event loop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from aiolift.knowledge.computations import computes
from aiolift.knowledge.sync_connections import works_on_connection


@dataclass(frozen=True)
class Blocking:
    """A kind of blocking calls.

    :param why: what the thread waits for.
    :param instead: what async code does instead.
    :param async_form: the module and name of a coroutine function that takes the same arguments, or None: a thread.
    :param inline: whether the call alone is worth a thread; where not, only a whole function of them is.
    """

    why: str
    instead: str
    async_form: tuple[str, str] | None = None
    inline: bool = True


_THREAD = "await asyncio.to_thread(…)"
_SLEEP = Blocking("sleeps", "await asyncio.sleep(…)", async_form=("asyncio", "sleep"))
_HTTP = Blocking("waits for another server", f"httpx.AsyncClient, or {_THREAD}")
#: Its sending is where `with` enters it.
_STREAM = Blocking("waits for another server", "httpx.AsyncClient.stream", inline=False)
_PROCESS = Blocking("waits for another process", f"asyncio.create_subprocess_exec, or {_THREAD}")
_MAIL = Blocking("waits for a mail server", f"aiosmtplib, or {_THREAD}")
_CLOUD = Blocking("waits for a cloud service", f"aioboto3, or {_THREAD}")
_NETWORK = Blocking("waits for the network", _THREAD)
_HASH = Blocking("computes for a long time on purpose", _THREAD)
_FILE = Blocking("reads or writes a file", _THREAD)
#: What is done with a file that is open; opening it blocks no less.
OPEN_FILE = Blocking("reads or writes a file", _THREAD, inline=False)
_OPEN = Blocking("opens a file", _THREAD, inline=False)
_TABLE = Blocking("reads or writes a whole table", _THREAD)
_COMPUTATION = Blocking("computes for long", f"{_THREAD}, or a pool of processes")

_HTTP_METHODS = "get post put patch delete head options request"
#: Functions that read or write the open file that they are given, or make what does.
_READERS = (
    "builtins.print", "csv.reader", "csv.DictReader", "csv.writer", "csv.DictWriter", "json.load", "json.dump",
    "pickle.load", "pickle.dump", "marshal.load", "plistlib.load", "tomllib.load", "tomli.load", "toml.load",
    "yaml.load", "yaml.safe_load", "yaml.dump", "yaml.safe_dump",
)  # fmt: skip
_OBJECT_FILES = {"read_bytes", "read_text", "write_bytes", "write_text"}

#: A module or class, its functions or methods that block, and how. A class's own name stands for its construction.
_TABLE_OF_NAMES: tuple[tuple[str, str, Blocking], ...] = (
    ("time", "sleep", _SLEEP),
    ("requests", _HTTP_METHODS, _HTTP),
    ("requests.api", _HTTP_METHODS, _HTTP),
    ("requests.Session", f"{_HTTP_METHODS} send", _HTTP),
    ("requests.session()", f"{_HTTP_METHODS} send", _HTTP),
    ("httpx", _HTTP_METHODS, _HTTP),
    ("httpx.Client", f"{_HTTP_METHODS} send", _HTTP),
    ("httpx", "stream", _STREAM),
    ("httpx.Client", "stream", _STREAM),
    ("urllib.request", "urlopen urlretrieve", _HTTP),
    ("urllib3", "request", _HTTP),
    ("urllib3.PoolManager", "request", _HTTP),
    ("subprocess", "run call check_call check_output getoutput getstatusoutput", _PROCESS),
    ("subprocess.Popen", "communicate wait", _PROCESS),
    ("os", "system", _PROCESS),
    ("os.popen()", "read readline readlines", _PROCESS),
    ("smtplib", "SMTP SMTP_SSL", _MAIL),
    ("smtplib.SMTP", "connect login sendmail send_message starttls ehlo quit", _MAIL),
    ("smtplib.SMTP_SSL", "connect login sendmail send_message ehlo quit", _MAIL),
    ("socket", "create_connection getaddrinfo gethostbyname", _NETWORK),
    ("bcrypt", "hashpw checkpw kdf", _HASH),
    ("hashlib", "pbkdf2_hmac scrypt", _HASH),
    ("argon2.PasswordHasher", "hash verify", _HASH),
    ("pwdlib.PasswordHash", "hash verify verify_and_update", _HASH),
    ("pwdlib.PasswordHash.recommended()", "hash verify verify_and_update", _HASH),
    ("passlib.context.CryptContext", "hash verify encrypt verify_and_update", _HASH),
    ("werkzeug.security", "generate_password_hash check_password_hash", _HASH),
    ("shutil", "copyfileobj copyfile copy copy2 copytree rmtree move make_archive unpack_archive", _FILE),
    ("builtins", "open", _OPEN),
    ("io", "open", _OPEN),
    ("pathlib.Path", "open", _OPEN),
    ("builtins.open()", "read readlines writelines", _FILE),
    ("pathlib.Path.open()", "read readlines writelines", _FILE),
    ("builtins.open()", "write", OPEN_FILE),
    ("io.open()", "write", OPEN_FILE),
    ("pathlib.Path.open()", "write", OPEN_FILE),
    ("fastapi.UploadFile.file", "read readlines write", _FILE),
    ("pandas", "read_csv read_excel read_json read_parquet", _TABLE),
    ("pandas.DataFrame", "to_csv to_excel to_parquet", _TABLE),
    ("polars", "read_csv read_excel read_json read_ndjson read_parquet read_database read_database_uri", _TABLE),
    ("polars.DataFrame", "write_csv write_excel write_json write_ndjson write_parquet write_database", _TABLE),
    ("openpyxl", "load_workbook", _TABLE),
    ("openpyxl.Workbook", "save", _TABLE),
)
_NAMES = {f"{owner}.{name}": kind for owner, names, kind in _TABLE_OF_NAMES for name in names.split()}
#: Everything that is called on these.
_CLIENTS = {
    "boto3.client().": _CLOUD,
    "boto3.resource().": _CLOUD,
    "boto3.session.Session().client().": _CLOUD,
    "redis.Redis.": _NETWORK,
    "redis.StrictRedis.": _NETWORK,
    "redis.from_url().": _NETWORK,
    "redis.Redis.from_url().": _NETWORK,
    "ftplib.FTP.": _NETWORK,
    "paramiko.SSHClient.": _NETWORK,
    "stripe.": _CLOUD,
    "google.cloud.storage.Client.": _CLOUD,
}
#: What is called on a client and does no I/O by itself.
_CHEAP = {"pipeline", "pubsub", "register_script", "set_missing_host_key_policy", "error", "from_url", "from_pool"}


@lru_cache(maxsize=10_000)
def blocking(name: str) -> Blocking | None:
    """Return what an external function or method blocks with, given its dotted name; None where it does not."""
    found = _NAMES.get(name)
    if found is not None:
        return found
    if works_on_connection(name):
        return _TABLE
    if computes(name):
        return _COMPUTATION
    owner, _, method = name.rpartition(".")
    if owner.startswith("pathlib.Path") and method in _OBJECT_FILES:  # `Path(…).parent.read_text`, too
        return _FILE
    if method in _CHEAP or method[:1].isupper():
        return None
    return next((kind for start, kind in _CLIENTS.items() if name.startswith(start)), None)


def consumes_file(name: str) -> bool:
    """Whether an external function reads or writes an open file that it is given: `json.load`, `csv.reader`."""
    return name in _READERS
