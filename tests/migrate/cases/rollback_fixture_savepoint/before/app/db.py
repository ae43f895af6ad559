from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, sessionmaker


def make_engine(url: str):
    engine = create_engine(url)

    # SQLite: SAVEPOINT 가 제대로 되게 트랜잭션을 우리가 연다
    @event.listens_for(engine, "connect")
    def do_connect(dbapi_connection, connection_record):
        dbapi_connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def do_begin(conn):
        conn.exec_driver_sql("BEGIN")

    return engine


class Base(DeclarativeBase):
    pass


SessionLocal = sessionmaker(autoflush=False)
