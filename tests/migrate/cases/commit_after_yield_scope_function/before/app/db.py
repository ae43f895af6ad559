from sqlmodel import Field, Session, SQLModel, create_engine
from sqlmodel.pool import StaticPool

engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


class Seat(SQLModel, table=True):
    number: str = Field(primary_key=True)
    holder: str


def get_session():
    """요청이 끝나면 커밋하고, 예외가 나면 되돌린다."""
    with Session(engine) as session:
        try:
            yield session
            session.commit()
        except Exception:
            session.rollback()
            raise


def get_reader():
    with Session(engine) as session:
        yield session
