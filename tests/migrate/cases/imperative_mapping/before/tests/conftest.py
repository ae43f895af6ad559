import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import clear_mappers, sessionmaker
from sqlalchemy.pool import StaticPool

from orm import mapper_registry, start_mappers


@pytest.fixture
def session_factory():
    start_mappers()
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    mapper_registry.metadata.create_all(engine)
    yield sessionmaker(bind=engine)
    clear_mappers()
    engine.dispose()
