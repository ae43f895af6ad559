"""unittest's test cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.migrate.rewrite.one_test_module import migrated_test

if TYPE_CHECKING:
    from pathlib import Path


def test_engine_that_outlives_a_test_is_disposed_of(tmp_path: Path) -> None:
    """Each test has its own event loop, so the pool of the application's engine is emptied after each."""
    source = (
        "from unittest import TestCase\n\nfrom service import reset\n\n\n"
        "class Tests(TestCase):\n    def test_reset(self):\n        reset()\n"
    )
    assert migrated_test(tmp_path, source) == (
        "from unittest import IsolatedAsyncioTestCase\n\nfrom service import engine, reset\n\n\n"
        "class Tests(IsolatedAsyncioTestCase):\n    async def asyncSetUp(self):\n"
        "        self.addAsyncCleanup(engine.dispose)  # each test has an event loop of its own\n\n"
        "    async def test_reset(self):\n        await reset()\n"
    )


def test_sync_setup_stays_beside_the_async_one(tmp_path: Path) -> None:
    """A setUp without I/O keeps its name; unittest runs both."""
    source = (
        "import unittest\n\nfrom service import reset\n\n\nclass Tests(unittest.TestCase):\n"
        "    def setUp(self):\n        self.n = 1\n\n"
        "    def tearDown(self):\n        super().tearDown()\n        reset()\n\n"
        "    def test_one(self):\n        assert self.n == 1\n"
    )
    after = migrated_test(tmp_path, source)
    assert "    def setUp(self):\n        self.n = 1\n" in after
    assert "    async def asyncTearDown(self):\n        await super().asyncTearDown()\n        await reset()\n" in after
    assert "    def test_one(self):\n" in after


def test_cleanup_of_an_async_function(tmp_path: Path) -> None:
    """A cleanup that does I/O is registered as an async one; others are not."""
    source = (
        "import unittest\n\nfrom service import reset\n\n\nclass Tests(unittest.TestCase):\n"
        "    def test_one(self):\n        self.addCleanup(reset)\n        self.addCleanup(print)\n        reset()\n"
    )
    after = migrated_test(tmp_path, source)
    assert "self.addAsyncCleanup(reset)\n        self.addCleanup(print)\n" in after


def test_case_without_io_stays(tmp_path: Path) -> None:
    """A test case that does no I/O stays a plain one."""
    source = (
        "import unittest\n\nfrom service import Repository\n\n\nclass Tests(unittest.TestCase):\n"
        '    def test_name(self):\n        assert Repository(None).name() == "items"\n'
    )
    assert migrated_test(tmp_path, source) == source


def test_class_hook_stays_sync(tmp_path: Path) -> None:
    """`setUpClass` runs without an event loop: it never becomes async, and what it needs stays sync."""
    source = (
        "import unittest\n\nfrom service import Base, engine, reset\n\n\nclass Tests(unittest.TestCase):\n"
        "    @classmethod\n    def setUpClass(cls):\n        Base.metadata.create_all(engine)\n\n"
        "    def test_one(self):\n        reset()\n"
    )
    after = migrated_test(tmp_path, source)
    assert "    @classmethod\n    def setUpClass(cls):\n        Base.metadata.create_all(sync_engine)\n" in after
    assert "    async def test_one(self):\n        await reset()\n" in after
