"""The planted programs are read, never collected."""

from __future__ import annotations

collect_ignore = ["planted"]
