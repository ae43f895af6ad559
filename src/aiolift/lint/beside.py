"""The files beside a program's Python that rules read: requirements, settings, start commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiolift.analysis.requirements.declared import declares
from aiolift.analysis.requirements.installed import LOCK_FILES

if TYPE_CHECKING:
    from pathlib import PurePosixPath

_PYTEST = frozenset({"pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml"})
_STARTS = re.compile(
    r"(?i)(?:.*\.)?(?:Dockerfile|Containerfile)(?:\..*)?|Procfile|(?:docker-)?compose.*\.ya?ml|.*\.sh|my\.cnf"
)


def is_read(name: PurePosixPath) -> bool:
    """Whether a file is part of what `lint` looks at: a module, or one of these."""
    known = name.name in _PYTEST or name.name in LOCK_FILES or _STARTS.fullmatch(name.name) is not None
    return known or name.suffix == ".py" or declares(name)
