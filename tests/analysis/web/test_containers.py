"""What dependency-injector's providers make."""

from __future__ import annotations

from tests.program.test_binding import kinds

CODE = """
from contextlib import contextmanager
from dependency_injector import containers, providers
from sqlalchemy.orm import Session

class Database:
    @contextmanager
    def session(self):
        yield Session()

class Repository:
    def __init__(self, session_factory):
        self.session_factory = session_factory

    def get(self):
        with self.session_factory() as opened:
            return opened

class Container(containers.DeclarativeContainer):
    db = providers.Singleton(Database)
    repository = providers.Factory(Repository, session_factory=db.provided.session)

found = Container.repository().get()
found
"""


def test_what_a_provider_makes_is_given_what_others_provide() -> None:
    """A method of a provided object reaches the constructor, and calling a provider gives what it makes."""
    assert kinds(CODE, "opened") == {"sqlalchemy.orm.Session"}
    assert kinds(CODE, "Container.repository().get()") == {"sqlalchemy.orm.Session"}
