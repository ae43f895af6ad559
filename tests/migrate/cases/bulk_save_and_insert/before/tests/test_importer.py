import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker

from app.importer import Importer
from app.models import Base, Station


@pytest.fixture
def importer(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/stations.db")
    Base.metadata.create_all(engine)
    yield Importer(sessionmaker(engine))
    engine.dispose()


def test_load(importer):
    importer.load([{"name": "서울역", "line": 1}, {"name": "시청", "line": 1}, {"name": "종각", "line": 1}])
    assert importer.names(1) == ["서울역", "시청", "종각"]


def test_save(importer):
    assert importer.save([Station(name="강남", line=2), Station(name="역삼", line=2)]) == [1, 2]
    assert importer.names(2) == ["강남", "역삼"]


def test_save_fails(importer):
    with pytest.raises(IntegrityError):
        importer.save([Station(name=None, line=2)])
    assert importer.names(2) == []
