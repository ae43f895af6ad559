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
