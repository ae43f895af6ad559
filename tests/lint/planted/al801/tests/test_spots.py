import unittest
from unittest import IsolatedAsyncioTestCase, TestCase
from unittest.mock import patch

import pytest
from pytest import mark


async def test_plain(session):  # plant: AL801
    assert session


class TestSpots:
    async def test_method(self, engine):  # plant: AL801
        assert engine

    @pytest.mark.asyncio
    async def test_marked(self):
        assert True

    async def helper(self):
        return 1


@pytest.mark.parametrize("name", ["a", "b"])
async def test_parametrised(name):  # plant: AL801
    assert name


@patch("app.crud.load")
async def test_patched(load):  # plant: AL801
    assert load


@pytest.mark.skipif(False, reason="never")
@pytest.mark.slow
async def test_other_marks():  # plant: AL801
    assert True


class Spots(TestCase):
    async def test_unittest(self):  # plant: AL801
        assert True


class Base(unittest.TestCase):
    pass


class Derived(Base):
    async def test_derived(self):  # plant: AL801
        assert True


class Right(IsolatedAsyncioTestCase):
    async def test_isolated(self):
        assert True


@pytest.mark.asyncio
async def test_marked(client):
    assert client


@mark.asyncio
async def test_by_name():
    assert True


def run(function):
    import asyncio

    def wrapper():
        return asyncio.run(function())

    return wrapper


@run
async def test_by_decorator():
    assert True


async def helper_of_tests():
    return 1
