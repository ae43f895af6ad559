"""Functions that are handed to external code."""

from __future__ import annotations

import pytest

from aiolift.knowledge import callbacks


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("itertools.groupby", "key"),
        ("threading.Thread", "thread"),
        ("concurrent.futures.ThreadPoolExecutor.map", "thread"),
        ("rq.Queue.enqueue", "job"),
        ("re.sub", "callback"),
    ],
)
def test_the_reason_is_told_by_what_calls(name: str, reason: str) -> None:
    """A key function, a thread and a job need different advice."""
    assert callbacks.reason(name) == reason


@pytest.mark.parametrize("name", ["fastapi.FastAPI.dependency_overrides.pop", "builtins.set.remove", "pickle.dumps"])
def test_what_only_keeps_a_function_does_not_call_it(name: str) -> None:
    """Such a function may be async."""
    assert callbacks.awaits(name)
