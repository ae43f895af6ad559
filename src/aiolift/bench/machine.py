"""What was measured on: the machine, and the versions of everything that took part."""

from __future__ import annotations

import os
import platform
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = (
    *("aiolift", "sqlalchemy", "sqlmodel", "fastapi", "uvicorn", "uvloop", "httptools"),
    *("asyncmy", "aiomysql", "mysql-connector-python", "pymysql", "tortoise-orm", "pandas", "pyrefly"),
    *("ruff", "flake8", "flake8-async"),
)


@dataclass(frozen=True)
class Machine:
    """The machine and what is installed on it."""

    processor: str
    cores: int
    system: str
    python: str
    packages: dict[str, str]
    """Versions, by name; those that are not installed are not named."""
    taken: str
    """When, in UTC."""

    @classmethod
    def here(cls) -> Machine:
        """Describe this machine, now."""
        return cls(
            processor=_processor(),
            cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
            system=f"{platform.system()} {platform.release()}",
            python=f"{platform.python_implementation()} {platform.python_version()}",
            packages={name: found for name in _PACKAGES if (found := _version(name))},
            taken=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        )

    def __str__(self) -> str:
        packages = ", ".join(f"{name} {found}" for name, found in self.packages.items())
        return f"{self.processor}, {self.cores} cores, {self.system}; {self.python}, {packages}; {self.taken}"


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
