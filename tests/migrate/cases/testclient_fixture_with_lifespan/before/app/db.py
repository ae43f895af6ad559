from sqlmodel import Field, Session, SQLModel, create_engine, func, select

engine = create_engine("sqlite:///./menu.db", connect_args={"check_same_thread": False})


class Menu(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    price: int


def init_db():
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        if session.exec(select(func.count(Menu.id))).one() == 0:
            session.add_all([Menu(name="김치찌개", price=8000), Menu(name="된장찌개", price=7500)])
            session.commit()


def get_session():
    with Session(engine) as session:
        yield session
