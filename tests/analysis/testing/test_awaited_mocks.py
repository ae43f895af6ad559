"""Methods of plain mocks that the code under test awaits."""

import ast

import pytest

from aiolift.analysis.reachable import Reachable
from aiolift.analysis.sessions.traces import Traces
from aiolift.analysis.testing.awaited_mocks import AwaitedMocks
from tests.program.code import model_of

SERVICE = """
class Service:
    def __init__(self, posts): self.posts = posts
    async def title(self): return await self.posts.get(1)
    async def slug(self): return self.posts.get(1)
"""
TEST = """
from unittest.mock import AsyncMock, MagicMock
from service import Service
async def test_it(monkeypatch):
    posts = MagicMock({spec})
    posts.get.return_value = 1
    {more}
    await Service(posts).{method}()
"""


@pytest.mark.parametrize(
    ("spec", "more", "method", "expected"),
    [
        ("", "...", "title", ["posts.get"]),
        ("name='posts'", "...", "title", ["posts.get"]),
        ("", "...", "slug", []),
        ("spec=Service", "...", "title", []),
        ("", "posts.get.side_effect = AsyncMock()", "title", []),
        ("", "posts.get = AsyncMock()", "title", []),
        ("", "posts.configure_mock(get=AsyncMock())", "title", []),
        ("", "monkeypatch.setattr(posts, 'get', AsyncMock())", "title", []),
    ],
)
def test_what_a_test_sets_and_the_program_awaits(spec: str, more: str, method: str, expected: list[str]) -> None:
    """It counts where nothing else says what the method is, and the test runs nothing that calls it without await."""
    text = TEST.format(spec=spec, more=more, method=method)
    model = model_of({"service.py": SERVICE, "test_service.py": text})
    found = AwaitedMocks(model, Traces(model), Reachable(model)).find()
    assert [ast.unparse(one.method) for one in found] == expected
