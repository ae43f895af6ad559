import pytest
from sqlmodel import SQLModel

from config.db import engine
from config.options import get_option, page_size, set_option


@pytest.fixture(autouse=True)
def tables():
    SQLModel.metadata.create_all(engine)
    get_option.cache_clear()
    yield
    SQLModel.metadata.drop_all(engine)


def test_options_are_cached():
    assert page_size() == 9
    set_option("page", "4")
    assert page_size() == page_size() == 16
    assert get_option.cache_info().hits == 1
