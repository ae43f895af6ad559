from unittest import mock

import pytest


@pytest.fixture
def session():
    return mock.MagicMock()  # plant: AL804


@pytest.fixture
def right_session():
    return mock.AsyncMock()
