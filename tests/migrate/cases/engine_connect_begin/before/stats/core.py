import datetime as dt
from typing import Optional

from sqlalchemy import Column, Connection, Date, Integer, MetaData, String, Table, create_engine, func, insert, select, text
from sqlalchemy.engine import Engine

metadata = MetaData()
visits = Table(
    "visits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("page", String(100), nullable=False),
    Column("day", Date, nullable=False),
)

engine = create_engine("sqlite:///stats.db", future=True)


def record(page: str, day: dt.date, conn: Optional[Connection] = None) -> None:
    if conn is not None:
        conn.execute(insert(visits).values(page=page, day=day))
        return
    with engine.begin() as connection:
        connection.execute(insert(visits), [{"page": page, "day": day}])


def record_all(pages, day):
    with engine.connect() as conn:
        with conn.begin():
            for page in pages:
                record(page, day, conn)


def per_page():
    with engine.connect() as conn:
        result = conn.execute(select(visits.c.page, func.count()).group_by(visits.c.page).order_by(visits.c.page))
        return {page: n for page, n in result}


def clear(engine: Engine = engine) -> int:
    conn = engine.connect()
    try:
        trans = conn.begin()
        deleted = conn.execute(visits.delete()).rowcount
        trans.commit()
        return deleted
    finally:
        conn.close()


def version() -> str:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        return conn.exec_driver_sql("SELECT sqlite_version()").scalar_one()


def pages():
    with engine.connect() as c:
        return [row.page for row in c.execute(text("SELECT DISTINCT page FROM visits ORDER BY page"))]
