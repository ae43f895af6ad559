"""The options that `migrate` and `explain` share."""

from typing import get_args

from aiolift.cli.planning import DriverName
from aiolift.migrate.drivers import DRIVERS


def test_every_driver_can_be_asked_for() -> None:
    """`--driver` takes exactly the drivers that the migration knows."""
    assert set(get_args(DriverName)) == set(DRIVERS)
