from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Animal(Base):
    __tablename__ = "animals"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def get(session: Session, pk: int) -> Animal:
    return session.get_one(Animal, pk)


def load(session: Session) -> str:
    return get(session, 1).name


class Repository:
    def __init__(self, session: Session):
        self.session = session

    def load(self) -> str:
        return load(self.session)
