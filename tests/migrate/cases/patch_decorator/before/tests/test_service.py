from unittest import mock
from unittest.mock import MagicMock, Mock, patch

import pytest
from sqlmodel import SQLModel, create_engine

from weather import service


@patch("weather.service.readings_of", return_value=[10.0, 20.0])
def test_average(readings_of):
    assert service.average("서울") == 59.0
    readings_of.assert_called_once_with("서울")


@patch("weather.service.readings_of")
def test_average_of_nothing(readings_of):
    readings_of.return_value = []
    assert service.average("부산") is None


@patch("weather.service.to_fahrenheit", side_effect=lambda c: c)
@patch("weather.service.readings_of", MagicMock(return_value=[3.0]))
def test_two_patches(to_fahrenheit):
    assert service.average("제주") == 3.0
    to_fahrenheit.assert_called_once()


def test_patch_object():
    with mock.patch.object(service.db, "save_reading", return_value=5) as save:
        assert service.record("광주", 21.5) == "광주 #5"
    save.assert_called_once_with("광주", 21.5)


def test_failure():
    with patch("weather.service.db.save_reading", side_effect=RuntimeError("디스크 꽉 참")):
        with pytest.raises(RuntimeError):
            service.record("대전", 1.0)


def test_with_a_database(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/w.db")
    SQLModel.metadata.create_all(engine)
    with patch("weather.db.engine", engine):
        assert service.record("대구", 35.0) == "대구 #1"
        assert service.average("대구") == 95.0
    engine.dispose()


@patch("weather.db.scope")
def test_forget(scope):
    assert service.forget(3)
    scope.return_value.__enter__.return_value.get.assert_called_once_with(service.db.Reading, 3)


def test_hottest():
    with patch.object(service.db, "scope") as scope:
        session = scope.return_value.__enter__.return_value
        session.exec.return_value.all.return_value = [service.db.Reading(city="광주", celsius=38.5)]
        assert service.hottest("광주") == 38.5


def test_forget_nothing(monkeypatch):
    session = MagicMock()
    session.get.return_value = None
    entered = MagicMock()
    entered.__enter__ = Mock(return_value=session)
    entered.__exit__ = Mock(return_value=None)
    monkeypatch.setattr(service.db, "scope", lambda: entered)
    assert not service.forget(4)
    session.delete.assert_not_called()


def test_forget_configured():
    session = MagicMock()
    session.get.return_value = None
    with patch("weather.db.scope", **{"return_value.__enter__.return_value": session}):
        assert not service.forget(4)


@patch("weather.db.Unit")
def test_has(Unit):
    unit = MagicMock()
    unit.first.return_value = None
    Unit.return_value.__enter__.return_value = unit
    assert not service.has("인천")
    Unit.return_value.__exit__.assert_called_once()
