"""What a person is told to do next."""

from dataclasses import replace
from pathlib import Path, PurePosixPath

from aiolift.migrate.plan import Plan
from aiolift.report.next_steps import next_steps


def test_commands_can_be_pasted(plan: Plan) -> None:
    """Paths with blanks are quoted for the shell."""
    steps = [step for step, _ in next_steps(replace(plan, root=Path("my service")), None)]
    assert "aiolift migrate 'my service' --diff" in steps


def test_what_was_written_in_place_is_read_and_can_be_taken_back(plan: Plan) -> None:
    """Behind --write git shows the changes; the sync code, which explain works on, is gone."""
    steps = dict(next_steps(plan, plan.root))
    assert "restore" in steps["git -C service diff"]
    assert not [step for step in steps if step.startswith(("cd ", "aiolift explain app"))]


def test_the_longest_chain_is_proposed(plan: Plan) -> None:
    """The example of explain is the function that is farthest from its I/O."""
    steps = [step for step, _ in next_steps(plan, None)]
    assert "aiolift explain app.main:create --path service" in steps


def test_a_test_is_not_proposed(plan: Plan) -> None:
    """Why a test became async is of less interest than why the service did."""
    test = replace(plan.coloured["app:save"], name=PurePosixPath("tests/test_app.py"), callee="app.main:create")
    steps = [step for step, _ in next_steps(replace(plan, coloured={**plan.coloured, "a:test_it": test}), None)]
    assert "aiolift explain app.main:create --path service" in steps


def test_a_circle_of_calls_ends(plan: Plan) -> None:
    """Functions that explain each other in a circle, which a planner should not make, do not hang the summary."""
    step = plan.coloured["app:save"]
    circle = {"a:one": replace(step, callee="a:two"), "a:two": replace(step, callee="a:one")}
    steps = [step for step, _ in next_steps(replace(plan, coloured=circle), None)]
    assert "aiolift explain a:one --path service" in steps
