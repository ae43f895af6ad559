from contextlib import contextmanager

from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///weather.db")


class Reading(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    city: str
    celsius: float


def save_reading(city: str, celsius: float) -> int:
    with Session(engine) as session:
        reading = Reading(city=city, celsius=celsius)
        session.add(reading)
        session.commit()
        return reading.id


def readings_of(city: str) -> list[float]:
    with Session(engine) as session:
        return [r.celsius for r in session.exec(select(Reading).where(Reading.city == city))]


@contextmanager
def scope():
    with Session(engine) as session:
        yield session
        session.commit()


class Unit:
    def __enter__(self):
        self.session = Session(engine)
        return self

    def __exit__(self, *error):
        self.session.close()

    def first(self, city: str) -> Reading | None:
        return self.session.exec(select(Reading).where(Reading.city == city)).first()
