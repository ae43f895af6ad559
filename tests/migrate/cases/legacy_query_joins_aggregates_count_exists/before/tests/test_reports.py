from sqlalchemy import event
from sqlalchemy.orm import Session

from bookstore import reports


def test_counts(db):
    assert reports.n_books(db, "한강") == 2
    assert reports.n_all(db) == 3
    assert reports.n_distinct(db) == 2
    assert reports.average(db) == 12000
    assert reports.has_books(db, "한강")
    assert not reports.has_books(db, "이상")


def test_execution_options_reach_the_statement(db):
    seen = []

    @event.listens_for(Session, "do_orm_execute")
    def record(state):
        seen.append(state.execution_options.get("marked"))

    assert reports.n_marked(db) == 3
    assert reports.n_expensive(db) == 2
    event.remove(Session, "do_orm_execute", record)
    assert seen == [True, True]


def test_groups(db):
    assert reports.per_author(db) == [
        {"name": "한강", "n": 2, "total": 27000},
        {"name": "박완서", "n": 1, "total": 9000},
    ]
    assert reports.with_counts(db) == [("한강", 2), ("박완서", 1)]
    assert reports.above_average(db) == ["소년이 온다"]


def test_joins(db):
    assert reports.pairs(db) == [("채식주의자", "소년이 온다")]
    assert reports.shelves(db) == {"한강": 2, "박완서": 1}
    assert reports.expensive_authors(db) == [("한강", ["소년이 온다", "채식주의자"])]
    assert reports.with_books(db) == ["한강", "박완서"]
    assert reports.labels(db) == [("비쌈",), ("비쌈",), ("쌈",)]
