"""Which function a person means."""

from pathlib import Path, PurePosixPath

import pytest

from aiolift.errors import UnparsableFileError
from aiolift.migrate.functions import Function, find, functions, near

SOURCE = """
class PlanService:
    def save_plan(self):
        key = lambda plan: plan.id

    @property
    def 합계(self): ...

async def export():
    def inner(): ...
"""
LABELS = ["app.services.plan:PlanService.save_plan", "app.services.plan:export", "app.export.plan:export"]


def test_every_function_is_found(tmp_path: Path) -> None:
    """Functions, methods, nested and async ones have module, qualified name and place; lambdas are none."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app/__init__.py").touch()
    (tmp_path / "app/plan.py").write_text(SOURCE, encoding="utf-8")
    found = {function.label: function for function in functions(tmp_path)}
    name = PurePosixPath("app/plan.py")
    assert found["app.plan:PlanService.save_plan"] == Function("app.plan:PlanService.save_plan", name, 3, 4, False)
    assert found["app.plan:export"].is_async
    assert {"app.plan:PlanService.합계", "app.plan:export"} < set(found)
    assert len(found) == 4


def test_excluded_files_are_not_read(tmp_path: Path) -> None:
    """A file that cannot be parsed is an error, unless it is excluded."""
    (tmp_path / "broken.py").write_text("def (", encoding="utf-8")
    with pytest.raises(UnparsableFileError, match=r"broken\.py:1"):
        functions(tmp_path)
    assert functions(tmp_path, ["broken.py"]) == []


@pytest.mark.parametrize(
    ("what", "found"),
    [
        (LABELS[0], [LABELS[0]]),
        ("save_plan", [LABELS[0]]),
        ("PlanService.save_plan", [LABELS[0]]),
        ("plan:PlanService.save_plan", [LABELS[0]]),
        ("services.plan:export", [LABELS[1]]),
        ("plan:export", LABELS[1:]),
        ("export", LABELS[1:]),
        ("plan", []),
        ("ave_plan", []),
    ],
)
def test_the_end_of_a_name_is_enough(what: str, found: list[str]) -> None:
    """A name means the labels that end in it, at a dot or a colon."""
    assert find(what, LABELS) == found


def test_the_whole_name_wins() -> None:
    """A name that is a label means that one, even where others end in it."""
    assert find("plan:export", ["app.plan:export", "plan:export"]) == ["plan:export"]


@pytest.mark.parametrize(
    ("what", "best"),
    [
        ("app.services.plan:PlanService.save_plans", LABELS[0]),
        ("savePlan", LABELS[0]),
        ("somewhere.else:save_plan", LABELS[0]),
        ("app.services.plan:exports", LABELS[1]),
    ],
)
def test_near_names(what: str, best: str) -> None:
    """A typing error in the whole name or in its last part still finds the function."""
    assert near(what, LABELS)[0] == best


def test_nothing_near() -> None:
    """A name like none is like none."""
    assert near("zzz", LABELS) == []
