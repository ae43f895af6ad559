"""The sync travel service has the classic mistake: `async def` endpoints on a blocking session."""

from __future__ import annotations

from pathlib import Path

from aiolift.lint.run import lint
from aiolift.program import tree

ROUTERS = "travel/routers"


def test_what_its_mistakes_deserve() -> None:
    """Each of its coroutines that blocks is told, once for each thing that it waits for, and nothing else is."""
    root = Path(__file__).parents[2] / "examples" / "travel_sync"
    found = lint(root, tree.files(root)).findings
    assert {(str(one.place.name), one.code, one.message.split("`")[1]) for one in found} == {
        (f"{ROUTERS}/checklists.py", "AL601", "check_all"),
        (f"{ROUTERS}/checklists.py", "AL603", "check_all"),
        (f"{ROUTERS}/checklists.py", "AL601", "clear_done"),
        (f"{ROUTERS}/checklists.py", "AL601", "update_item"),
        (f"{ROUTERS}/members.py", "AL601", "is_exist_member_by_email"),
        (f"{ROUTERS}/members.py", "AL601", "change_profile_image"),
        (f"{ROUTERS}/members.py", "AL606", "change_profile_image"),
        (f"{ROUTERS}/plans.py", "AL601", "share"),
        (f"{ROUTERS}/regions.py", "AL601", "get_province_summaries"),
        (f"{ROUTERS}/regions.py", "AL601", "get_counties"),
        (f"{ROUTERS}/spots.py", "AL601", "get_spots_by_ids"),
        (f"{ROUTERS}/spots.py", "AL601", "recommend"),
    }
    assert len(found) == 12
