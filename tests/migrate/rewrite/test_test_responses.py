"""Responses that a client streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.migrate.rewrite.one_test_module import migrated_test

if TYPE_CHECKING:
    from pathlib import Path

HEADER = """\
import json

import pytest
from fastapi.testclient import TestClient

from service import app, reset


"""
FIXTURE = "@pytest.fixture\ndef client() -> TestClient:\n    return TestClient(app)\n\n\n"


def test_streamed_response(tmp_path: Path) -> None:
    """A streamed response is entered, read and iterated over in async forms."""
    source = (
        f'{HEADER}{FIXTURE}def test_items(client):\n    with client.stream("GET", "/") as response:\n'
        "        for line in response.iter_lines():\n            print(line)\n"
        "        parts = list(response.iter_text())\n        response.read()\n"
    )
    assert migrated_test(tmp_path, source).endswith(
        'async def test_items(client):\n    async with client.stream("GET", "/") as response:\n'
        "        async for line in response.aiter_lines():\n            print(line)\n"
        "        parts = [part async for part in response.aiter_text()]\n        await response.aread()\n"
    )
