import pytest
from click.testing import CliRunner

from tool.cli import cli, put
from tool.db import Base, Part, Session, engine


@pytest.fixture(autouse=True)
def tables():
    Base.metadata.create_all(engine)
    yield
    Base.metadata.drop_all(engine)


def test_put_and_drop():
    runner = CliRunner()
    assert runner.invoke(cli, ["put", "나사", "--count", "3"]).output == "나사: 3\n"
    assert runner.invoke(cli, ["--quiet", "put", "나사"]).output == ""
    with Session() as session:
        assert session.get(Part, "나사").count == 4
    assert runner.invoke(cli, ["drop", "나사"]).exit_code == 0
    assert runner.invoke(cli, ["drop", "나사"]).exit_code == 1


def test_put():
    with Session() as session:
        assert put(session, "너트", 2) == 2
        assert put(session, "너트", 2) == 4
