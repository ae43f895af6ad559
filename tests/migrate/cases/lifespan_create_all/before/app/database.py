from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Word(Base):
    __tablename__ = "words"

    id: Mapped[int] = mapped_column(primary_key=True)
    korean: Mapped[str]
    english: Mapped[str]


engine: Engine = create_engine("sqlite:///words.db")


def reset(engine: Engine) -> None:
    Base.metadata.drop_all(bind=engine)
    Base.metadata.create_all(bind=engine, checkfirst=True)
    Word.__table__.create(engine, checkfirst=True)


def seed() -> None:
    with Session(engine) as session:
        session.add_all([Word(korean="바다", english="sea"), Word(korean="산", english="mountain")])
        session.commit()


def ping() -> bool:
    with engine.connect() as connection:
        return connection.execute(text("SELECT 1")).scalar() == 1
