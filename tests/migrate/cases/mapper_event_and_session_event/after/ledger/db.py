from sqlalchemy import event, func, insert, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

engine = create_async_engine("sqlite+aiosqlite://")
SyncSessionLocal = sessionmaker()  # its events are those of SessionLocal
SessionLocal = async_sessionmaker(engine, sync_session_class=SyncSessionLocal, expire_on_commit=False)
BulkSession = async_sessionmaker(engine, expire_on_commit=False)
commits = []


class Base(DeclarativeBase):
    pass


class Entry(Base):
    __tablename__ = "entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    text: Mapped[str]


class Audit(Base):
    __tablename__ = "audits"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


@event.listens_for(engine.sync_engine, "connect")
def set_pragma(dbapi_connection, connection_record):
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@event.listens_for(Entry, "before_insert")
def number(mapper, connection, target):
    # 매퍼 이벤트: SQLAlchemy가 준 동기 연결을 그대로 쓴다
    target.number = connection.execute(select(func.coalesce(func.max(Entry.number), 0))).scalar_one() + 1


@event.listens_for(Entry, "after_delete")
def audit_delete(mapper, connection, target):
    connection.execute(insert(Audit).values(text=f"deleted {target.text}"))


@event.listens_for(Session, "before_flush")
def no_empty_text(session, flush_context, instances):
    with session.no_autoflush:
        for obj in session.new:
            if isinstance(obj, Entry) and find(session, obj.text):
                raise ValueError(f"중복: {obj.text}")


def find(session, text):
    return session.scalars(select(Entry).where(Entry.text == text)).first()


@event.listens_for(SyncSessionLocal, "after_commit")
def count_commit(session):
    commits.append(session)
