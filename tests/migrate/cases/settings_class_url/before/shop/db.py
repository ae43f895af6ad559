from collections.abc import Generator

from sqlmodel import Session, SQLModel, create_engine

from shop.config import get_settings

settings = get_settings()
engine = create_engine(settings.database_url, echo=False, pool_size=settings.pool_size)


def init_db() -> None:
    SQLModel.metadata.create_all(engine)


def get_session() -> Generator[Session, None, None]:
    with Session(engine) as session:
        yield session
