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


async def forget(number: int) -> bool:
    async with db.scope() as session:
        found = await session.get(db.Reading, number)
        if found is not None:
            await session.delete(found)
        return found is not None


async def hottest(city: str) -> float | None:
    async with db.scope() as session:
        found = await session.exec(db.select(db.Reading).where(db.Reading.city == city))
        return max((reading.celsius for reading in found.all()), default=None)


async def has(city: str) -> bool:
    async with db.Unit() as unit:
        return await unit.first(city) is not None
