"""Listeners that use what the function around them made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.migrate.rewrite.one_test_module import migrated_test

if TYPE_CHECKING:
    from pathlib import Path

FIXTURE = """\
import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from service import engine


@pytest.fixture
def db():
    connection = engine.connect()
    nested = connection.begin_nested()
    db = Session(bind=connection)

    @event.listens_for(db, "after_transaction_end")
    def restart(session, transaction):
        nonlocal nested
        session.expire_all()
        if not nested.is_active:
            nested = connection.begin_nested()
        db.expire_all()

    yield db
    db.close()
"""


def test_savepoint_is_restarted_on_the_sync_connection(tmp_path: Path) -> None:
    """What the event gives is used as it is; what the fixture made, by the sync object inside of it."""
    after = migrated_test(tmp_path, FIXTURE)
    assert (
        '    @event.listens_for(db.sync_session, "after_transaction_end")\n'
        "    def restart(session, transaction):\n        nonlocal nested\n        session.expire_all()\n"
        "        if not nested.is_active:\n            nested = connection.sync_connection.begin_nested()\n"
        "        db.sync_session.expire_all()\n"
    ) in after
    assert "# aiolift:" not in after
