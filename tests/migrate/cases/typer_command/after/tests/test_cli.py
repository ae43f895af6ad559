import pytest
from typer.testing import CliRunner

from manage.cli import app

runner = CliRunner()


@pytest.fixture(autouse=True)
def tables():
    assert runner.invoke(app, ["init", "--drop"]).exit_code == 0


def test_add_and_list():
    assert runner.invoke(app, ["add", " 하늘 "]).output == "ok\n"
    assert runner.invoke(app, ["add", "바다", "--admin"]).exit_code == 0
    assert runner.invoke(app, ["list"]).output == "하늘\n바다*\n"


def test_twice():
    runner.invoke(app, ["add", "하늘"])
    assert runner.invoke(app, ["add", "하늘"]).exit_code == 1


def test_version():
    assert runner.invoke(app, ["version"]).output == "1.0\n"
