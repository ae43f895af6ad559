import pytest as pt


@pt.fixture
async def plan():  # plant: AL801
    return 1


class TestPlans:
    @staticmethod
    async def test_static():  # plant: AL801
        assert True


async def test_plan(plan):  # plant: AL801
    assert plan
