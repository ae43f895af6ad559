from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite:///./todo.db", connect_args={"check_same_thread": False})


class Todo(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str


def get_session():
    with Session(engine) as session:
        yield session
