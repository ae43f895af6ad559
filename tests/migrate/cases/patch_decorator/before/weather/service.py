from weather import db
from weather.db import readings_of


def to_fahrenheit(celsius: float) -> float:
    return celsius * 9 / 5 + 32


def average(city: str) -> float | None:
    values = readings_of(city)
    if not values:
        return None
    return to_fahrenheit(sum(values) / len(values))


def record(city: str, celsius: float) -> str:
    number = db.save_reading(city, celsius)
    return f"{city} #{number}"


def forget(number: int) -> bool:
    with db.scope() as session:
        found = session.get(db.Reading, number)
        if found is not None:
            session.delete(found)
        return found is not None


def hottest(city: str) -> float | None:
    with db.scope() as session:
        found = session.exec(db.select(db.Reading).where(db.Reading.city == city))
        return max((reading.celsius for reading in found.all()), default=None)


def has(city: str) -> bool:
    with db.Unit() as unit:
        return unit.first(city) is not None
