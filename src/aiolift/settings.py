"""DatabaseSettings: everything a Database can be told, from code or from the environment and `.env`."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 -- pydantic reads the annotations at run time
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from aiolift.errors import SettingsError

Seconds = Annotated[float, Field(gt=0)]


class DatabaseSettings(BaseModel):
    """The settings of one database. All times are seconds.

    One set of options for every driver; aiolift translates them (`aiolift.drivers`), and what the URL's driver cannot
    do is an `UnsupportedOptionError` when the Database is made.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: SecretStr = Field(description="the database URL, for example mysql://user:password@host:3306/travel")

    pool_size: int = Field(default=10, ge=1, description="connections of this process, kept open for all sessions")
    max_overflow: int = Field(default=0, ge=0, description="further ones in a burst, closed when nobody waits for them")
    pool_timeout: Seconds = Field(default=30.0, description="how long a session waits for a connection of the pool")
    pool_recycle: Seconds = Field(default=1800.0, description="the age at which a pooled connection is replaced")
    ping_after: float = Field(
        default=30.0, ge=0, description="a connection that was idle for longer is pinged before use; 0 pings always"
    )

    connect_timeout: Seconds = Field(default=10.0, description="for one connection attempt")
    connect_retry: float = Field(
        default=5.0, ge=0, description="how long a refused connection is tried again, as while a server restarts"
    )
    startup_timeout: float = Field(default=30.0, ge=0, description="how long the lifespan waits for the server")
    read_timeout: Seconds | None = Field(default=None, description="how long an answer may take; None: no limit")

    unix_socket: Path | None = Field(default=None, description="connect through this socket instead of host and port")
    tls: bool = Field(default=False, description="require TLS; the server's certificate is verified")
    tls_ca: Path | None = Field(default=None, description="PEM file of the CA to trust; implies tls")
    tls_check_hostname: bool = Field(default=True, description="the certificate must name the host of the URL")

    retry_attempts: int = Field(default=5, ge=1, description="how often db.run tries a unit of work in all")
    named_locks: bool = Field(
        default=True, description="keep other processes out of tables and seeds; False where the server cannot (Galera)"
    )
    multi_statements: bool = Field(default=False, description="allow `SELECT 1; DROP TABLE member` in one call")
    prepared_statements: bool = Field(
        default=False,
        description="let readers prepare statements on the server (asyncmy only): faster, with other values in a few "
        "cases, see docs/drivers.md",
    )
    echo: bool = Field(default=False, description="log every statement")

    @property
    def wants_tls(self) -> bool:
        """Whether the connection must be encrypted."""
        return self.tls or self.tls_ca is not None

    @classmethod
    def create(cls, **values: Any) -> DatabaseSettings:
        """Build settings from keyword arguments.

        :raises SettingsError: a value is missing, unknown or out of range.
        """
        try:
            return cls(**values)
        except ValidationError as error:
            raise _settings_error(error) from None

    @classmethod
    def from_env(cls, env_file: Path | str | None = ".env", **overrides: Any) -> DatabaseSettings:
        """Read ``DATABASE_URL``, ``DATABASE_POOL_SIZE``, … from the environment and from `env_file`.

        The environment wins over the file, and `overrides` win over both.

        :raises SettingsError: ``DATABASE_URL`` is not set, a value is out of range, or `overrides` has an unknown name.
        """
        # unknown variables are other programs' business
        if unknown := overrides.keys() - cls.model_fields.keys():
            raise SettingsError(_not_a_setting(min(unknown)))
        try:
            return _EnvironmentSettings(_env_file=env_file, **overrides)  # type: ignore[call-arg] # of pydantic-settings
        except ValidationError as error:
            raise _settings_error(error, prefix="DATABASE_") from None


class _EnvironmentSettings(DatabaseSettings, BaseSettings):
    """The same settings, read from variables that start with ``DATABASE_``."""

    model_config = SettingsConfigDict(
        env_prefix="DATABASE_", env_file_encoding="utf-8", extra="ignore", frozen=True, hide_input_in_errors=True
    )


def _settings_error(error: ValidationError, prefix: str = "") -> SettingsError:
    """Say which settings are wrong; pydantic's own message could show the URL."""
    lines = []
    for problem in error.errors(include_input=False, include_url=False, include_context=False):
        name = prefix + (".".join(str(part) for part in problem["loc"]).upper() if prefix else str(problem["loc"][0]))
        if problem["type"] == "missing":
            lines.append(f"{name} is not set; give the database URL, as in mysql://user:password@host:3306/travel")
        elif problem["type"] == "extra_forbidden":
            lines.append(_not_a_setting(name))
        else:
            lines.append(f"{name}: {problem['msg']}")
    return SettingsError("; ".join(lines))


def _not_a_setting(name: str) -> str:
    return f"{name} is not a setting; the settings are {', '.join(DatabaseSettings.model_fields)}"
