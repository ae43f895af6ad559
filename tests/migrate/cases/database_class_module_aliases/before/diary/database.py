from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import orm


class Base(orm.DeclarativeBase):
    pass


class Entry(Base):
    __tablename__ = "entries"

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    text: orm.Mapped[str] = orm.mapped_column(sa.Text)


class Database:
    """엔진과 세션을 한곳에 모은다."""

    def __init__(self, url: str = "sqlite:///diary.db"):
        self._engine = sa.create_engine(url)
        self._session_factory = orm.sessionmaker(bind=self._engine, autoflush=False)

    def create_database(self) -> None:
        Base.metadata.create_all(self._engine)

    def drop_database(self) -> None:
        Base.metadata.drop_all(bind=self._engine)
        self._engine.dispose()

    @contextmanager
    def session(self):
        session: orm.Session = self._session_factory()
        try:
            yield session
        except Exception:
            session.rollback()
            raise
        finally:
            session.close()

    def get_session(self):
        with self.session() as session:
            yield session

    @property
    def dialect(self) -> str:
        return self._engine.dialect.name
