from unittest.mock import AsyncMock

from app import crud


class FakeSession:
    def query(self, entity):
        return [entity]


async def test_with_doubles():
    await crud.through_a_mock(AsyncMock())
    await crud.through_a_mock(FakeSession())
