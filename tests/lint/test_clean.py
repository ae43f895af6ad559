"""Code that is right has no findings: what the migration writes, and the service that the runtime is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiolift.lint.run import lint
from aiolift.program import tree

ROOT = Path(__file__).parents[2]
MIGRATED = sorted(ROOT.glob("tests/migrate/cases/*/after"))


@pytest.mark.parametrize("root", MIGRATED, ids=lambda root: root.parent.name)
def test_what_the_migration_writes_is_clean(root: Path) -> None:
    """A migrated case has no findings but the markers that the migration has left."""
    found = lint(root, tree.files(root)).findings
    assert [f"{one.place.name}:{one.place.line}: {one.code}" for one in found if not one.code.startswith("AL9")] == []


def test_the_async_travel_service_is_clean() -> None:
    """`examples/travel` has no findings."""
    root = ROOT / "examples" / "travel"
    assert [f"{one.place.name}:{one.place.line}: {one.code}" for one in lint(root, tree.files(root)).findings] == []
