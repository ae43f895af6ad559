"""Settings come from code, the environment or `.env`; an error names the setting, and never shows the URL."""

import pickle
from pathlib import Path
from typing import Any

import pytest

from aiolift import Database, DatabaseSettings
from aiolift.errors import SettingsError

URL = "mysql+asyncmy://user:s3cret@host/travel"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without settings, and a folder without ``.env``."""
    for name in DatabaseSettings.model_fields:
        monkeypatch.delenv(f"DATABASE_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


class TestFromCode:
    """`DatabaseSettings.create`, which `Database` uses."""

    def test_url_alone(self) -> None:
        """Only the URL is needed."""
        settings = DatabaseSettings.create(url=URL)
        assert settings.url.get_secret_value() == URL
        assert settings.wants_tls is False

    def test_options_of_database(self) -> None:
        """The options of a Database are its settings."""
        database = Database(URL, pool_size=7, tls_check_hostname=False)
        assert (database.settings.pool_size, database.settings.tls_check_hostname) == (7, False)

    def test_options_beside_settings(self) -> None:
        """Options change settings that were made before, which stay as they are."""
        settings = DatabaseSettings.create(url=URL, pool_size=7, read_timeout=3)
        changed = Database(settings, pool_size=9).settings
        assert (changed.pool_size, changed.read_timeout, settings.pool_size) == (9, 3, 7)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"pool_size": 0}, "pool_size: .*greater than or equal to 1"),
            ({"pool_size": "many"}, "pool_size: .*integer"),
            ({"connect_timeout": 0}, "connect_timeout: .*greater than 0"),
            ({"connect_timeout": float("nan")}, "connect_timeout"),
            ({"read_timeout": -1}, "read_timeout: .*greater than 0"),
            ({"ping_after": -1}, "ping_after"),
            ({"poolsize": 3}, "poolsize is not a setting; the settings are url, pool_size"),
            ({"pool_size": 0, "retry_attempts": 0}, "pool_size: .*; retry_attempts: "),
        ],
    )
    def test_wrong_value(self, options: dict[str, Any], message: str) -> None:
        """The error names each setting that is wrong."""
        with pytest.raises(SettingsError, match=message) as caught:
            Database(URL, **options)
        assert "s3cret" not in f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__}"

    def test_missing_url(self) -> None:
        """Without a URL there is an example of one."""
        with pytest.raises(SettingsError, match="url is not set; .*mysql://user:password@host:3306/travel"):
            DatabaseSettings.create()

    @pytest.mark.parametrize("url", [None, 3306, ["mysql://user:s3cret@host"]])
    def test_url_is_not_a_text(self, url: Any) -> None:
        """A URL of another type is an error that does not show it."""
        with pytest.raises(SettingsError, match="url: ") as caught:
            DatabaseSettings.create(url=url)
        assert "s3cret" not in repr(caught.value)

    def test_frozen(self) -> None:
        """Settings do not change once a Database has them."""
        with pytest.raises(Exception, match="frozen"):
            DatabaseSettings.create(url=URL).pool_size = 3  # type: ignore[misc] # that is what is tested

    @pytest.mark.parametrize("show", [str, repr, DatabaseSettings.model_dump, DatabaseSettings.model_dump_json, vars])
    def test_password_is_hidden(self, show: Any) -> None:
        """However the settings are shown, the URL is not."""
        assert "s3cret" not in str(show(DatabaseSettings.create(url=URL)))

    @pytest.mark.parametrize(
        ("options", "wanted"), [({}, False), ({"tls": True}, True), ({"tls_ca": "/etc/ca.pem"}, True)]
    )
    def test_wants_tls(self, options: dict[str, Any], wanted: bool) -> None:
        """A CA file implies TLS."""
        assert DatabaseSettings.create(url=URL, **options).wants_tls is wanted

    def test_every_setting_is_described(self) -> None:
        """Each setting says what it is for."""
        assert all(field.description for field in DatabaseSettings.model_fields.values())

    def test_picklable(self) -> None:
        """Settings can be given to another process."""
        settings = DatabaseSettings.create(url=URL, pool_size=3)
        assert pickle.loads(pickle.dumps(settings)) == settings


class TestFromEnvironment:
    """`DatabaseSettings.from_env`."""

    def test_variables(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each setting has a variable of its name, in capitals, after ``DATABASE_``."""
        monkeypatch.setenv("DATABASE_URL", URL)
        monkeypatch.setenv("DATABASE_POOL_SIZE", "9")
        monkeypatch.setenv("DATABASE_TLS_CHECK_HOSTNAME", "false")
        monkeypatch.setenv("DATABASE_READ_TIMEOUT", "2.5")
        settings = DatabaseSettings.from_env()
        assert settings.url.get_secret_value() == URL
        assert (settings.pool_size, settings.tls_check_hostname, settings.read_timeout) == (9, False, 2.5)

    def test_file(self, tmp_path: Path) -> None:
        """They may stand in ``.env``, beside others that are not ours, quoted where the password needs it."""
        content = f"DATABASE_URL='{URL}'\nDATABASE_POOL_SIZE=4\nDATABASE_NAME=travel\nSECRET=한글\n"
        (tmp_path / ".env").write_text(content, encoding="utf-8")
        settings = DatabaseSettings.from_env()
        assert (settings.url.get_secret_value(), settings.pool_size) == (URL, 4)

    def test_other_file(self, tmp_path: Path) -> None:
        """The file may have another name, or not be read at all."""
        (tmp_path / ".env").write_text("DATABASE_URL=mysql://user@host/wrong\n")
        (tmp_path / "test.env").write_text(f"DATABASE_URL={URL}\n")
        assert DatabaseSettings.from_env("test.env").url.get_secret_value() == URL
        with pytest.raises(SettingsError, match="DATABASE_URL is not set"):
            DatabaseSettings.from_env(None)

    def test_precedence(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """Code wins over the environment, and the environment over the file."""
        (tmp_path / ".env").write_text(f"DATABASE_URL={URL}\nDATABASE_POOL_SIZE=1\nDATABASE_MAX_OVERFLOW=1\n")
        monkeypatch.setenv("DATABASE_POOL_SIZE", "2")
        monkeypatch.setenv("DATABASE_RETRY_ATTEMPTS", "2")
        settings = Database.from_env(retry_attempts=3).settings
        assert (settings.max_overflow, settings.pool_size, settings.retry_attempts) == (1, 2, 3)

    def test_unknown_override(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A name that is no setting is an error in code, though not in the environment."""
        monkeypatch.setenv("DATABASE_URL", URL)
        monkeypatch.setenv("DATABASE_POOLSIZE", "3")
        with pytest.raises(SettingsError, match="poolsize is not a setting; the settings are url, pool_size"):
            Database.from_env(poolsize=3)

    def test_missing(self) -> None:
        """Without ``DATABASE_URL`` the error names the variable."""
        with pytest.raises(SettingsError, match="DATABASE_URL is not set; give the database URL, as in"):
            DatabaseSettings.from_env()

    def test_wrong_value(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A wrong value is an error that names the variable, and does not show the URL."""
        monkeypatch.setenv("DATABASE_URL", URL)
        monkeypatch.setenv("DATABASE_POOL_SIZE", "0")
        with pytest.raises(SettingsError, match="DATABASE_POOL_SIZE: ") as caught:
            DatabaseSettings.from_env()
        assert "s3cret" not in f"{caught.value!r} {caught.value.__context__}"
