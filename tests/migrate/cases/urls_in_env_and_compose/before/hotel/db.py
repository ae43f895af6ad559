from sqlmodel import Field, Session, SQLModel, create_engine
from sqlmodel.pool import StaticPool

from hotel.settings import settings


class Room(SQLModel, table=True):
    number: int = Field(primary_key=True)
    beds: int = 1


def build_engine():
    if settings.TESTING:
        return create_engine(settings.url, connect_args={"check_same_thread": False}, poolclass=StaticPool)
    return create_engine(settings.url, pool_pre_ping=True)


engine = build_engine()


def get_db():
    with Session(engine) as db:
        yield db
