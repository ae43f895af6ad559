"""What a measurement says of where it was taken."""

import os
import platform
from importlib.metadata import version

from aiolift.bench.machine import Machine


def test_names_versions() -> None:
    """Python, the installed packages and the number of processors are named; what is not installed is not."""
    machine = Machine.here()
    assert machine.python.endswith(platform.python_version())
    assert machine.packages["sqlalchemy"] == version("sqlalchemy")
    assert machine.cores == len(os.sched_getaffinity(0))
    assert all(machine.packages.values())
    assert f"sqlalchemy {version('sqlalchemy')}" in str(machine)
