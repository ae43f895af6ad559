"""What the runtime needs of a driver."""

import subprocess
import sys

import pytest
from sqlalchemy import make_url

from aiolift.drivers.base import Driver
from aiolift.drivers.url import DRIVERS

ALL = sorted({driver for drivers in DRIVERS.values() for driver in drivers}, key=lambda driver: driver.name)


@pytest.mark.parametrize("driver", ALL, ids=lambda driver: driver.name)
def test_name_is_sqlalchemys(driver: Driver) -> None:
    """SQLAlchemy knows an async dialect by the driver's name."""
    (backend,) = {backend for backend, drivers in DRIVERS.items() if driver in drivers} - {"mariadb"}
    dialect = make_url(f"{backend}+{driver.name}://").get_dialect()
    assert dialect.driver == driver.name
    assert getattr(dialect, "is_async", False) or hasattr(dialect, "get_async_dialect_cls")


def test_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A driver is installed if its module, or the package that it is in, can be found."""
    driver = next(driver for driver in ALL if driver.name == "mysqlconnector_async")
    assert driver.installed
    monkeypatch.setattr(type(driver), "module", "mysql.connector.missing")
    assert not driver.installed
    monkeypatch.setattr(type(driver), "module", "missing.connector")
    assert not driver.installed


def test_import_is_cheap() -> None:
    """To import aiolift, and to look which drivers are installed, imports none of them."""
    program = (
        "import sys, aiolift; from aiolift.drivers.url import DRIVERS; "
        "assert all(driver.installed for drivers in DRIVERS.values() for driver in drivers); "
        "print({'asyncmy', 'aiomysql', 'mysql.connector.aio', 'asyncpg', 'psycopg'} & set(sys.modules) or [])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
