from sqlalchemy import event
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase


def make_engine(url: str):
    engine = create_async_engine(url)

    # SQLite: SAVEPOINT 가 제대로 되게 트랜잭션을 우리가 연다
    @event.listens_for(engine.sync_engine, "connect")
    def do_connect(dbapi_connection, connection_record):
        dbapi_connection.isolation_level = None

    @event.listens_for(engine.sync_engine, "begin")
    def do_begin(conn):
        conn.exec_driver_sql("BEGIN")

    return engine


class Base(DeclarativeBase):
    pass


SessionLocal = async_sessionmaker(autoflush=False, expire_on_commit=False)
