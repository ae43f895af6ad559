from weather import db
from weather.db import readings_of


def to_fahrenheit(celsius: float) -> float:
    return celsius * 9 / 5 + 32


async def average(city: str) -> float | None:
    values = await readings_of(city)
    if not values:
        return None
    return to_fahrenheit(sum(values) / len(values))


async def record(city: str, celsius: float) -> str:
    number = await db.save_reading(city, celsius)
    return f"{city} #{number}"
