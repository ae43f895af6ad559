"""pytest's own hooks that do I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.migrate.rewrite.one_test_module import migrated_test

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "import pytest\n\nfrom service import find, reset\n\n\n"


def body(root: Path, source: str) -> str:
    """Migrate a test module that begins with the header, and return what follows it."""
    return migrated_test(root, HEADER + source).partition("\n\n\n")[2]


def test_class_hooks_share_the_class(tmp_path: Path) -> None:
    """A class hook stays a class method, with the fixture outside of it; the teardown asks for the setup."""
    source = (
        "class TestFind:\n    @classmethod\n    def setup_class(cls):\n        cls.one = reset()\n\n"
        "    @classmethod\n    def teardown_class(cls):\n        reset()\n"
    )
    assert body(tmp_path, source) == (
        'class TestFind:\n    @pytest.fixture(scope="class", autouse=True)\n    @classmethod\n'
        "    async def setup_class(cls):\n        cls.one = await reset()\n\n"
        '    @pytest.fixture(scope="class", autouse=True)\n    @classmethod\n'
        "    async def teardown_class(cls, setup_class):\n        yield\n        await reset()\n"
    )


def test_what_the_hook_is_given_comes_from_the_request(tmp_path: Path) -> None:
    """The test function that pytest passes to a hook is read from the fixture's request."""
    source = "def setup_function(function):\n    print(function.__name__)\n    reset()\n"
    assert body(tmp_path, source) == (
        "@pytest.fixture(autouse=True)\nasync def setup_function(request):\n    function = request.function\n"
        "    print(function.__name__)\n    await reset()\n"
    )


def test_hook_that_a_subclass_calls(tmp_path: Path) -> None:
    """A hook that is called with super() keeps being callable; one fixture runs it for all classes."""
    source = (
        "class Base:\n    def setup_method(self):\n        reset()\n\n\n"
        "class TestFind(Base):\n    def setup_method(self):\n        super().setup_method()\n        self.one = 1\n"
    )
    assert body(tmp_path, source) == (
        "class Base:\n    @pytest.fixture(autouse=True)\n    async def run_setup_method(self):\n"
        "        await self.async_setup_method()\n\n"
        "    async def async_setup_method(self):\n        await reset()\n\n\n"
        "class TestFind(Base):\n    async def async_setup_method(self):\n        await super().async_setup_method()\n"
        "        self.one = 1\n"
    )


def test_hook_without_io_stays(tmp_path: Path) -> None:
    """A hook that does no I/O is left to pytest."""
    source = "class TestFind:\n    def setup_method(self, method):\n        self.name = method.__name__\n"
    assert body(tmp_path, source) == source
