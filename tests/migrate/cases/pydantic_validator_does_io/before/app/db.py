from sqlmodel import Field, Session, SQLModel, create_engine

from app.settings import settings

engine = create_engine(settings.database_url)


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str


def get_session():
    with Session(engine) as session:
        yield session
