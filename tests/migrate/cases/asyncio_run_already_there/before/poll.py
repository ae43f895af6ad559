import asyncio

from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///poll.db")


class Reading(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    sensor: str
    value: float


async def measure(sensor: str) -> float:
    await asyncio.sleep(0)
    return float(len(sensor))


def store(sensor: str, value: float) -> None:
    with Session(engine) as session:
        session.add(Reading(sensor=sensor, value=value))
        session.commit()


async def poll(sensors: list[str]) -> list[float]:
    values = await asyncio.gather(*(measure(sensor) for sensor in sensors))
    for sensor, value in zip(sensors, values):
        store(sensor, value)
    return values


def stored() -> list[str]:
    with Session(engine) as session:
        return list(session.exec(select(Reading.sensor).order_by(Reading.id)))


def main() -> None:
    SQLModel.metadata.drop_all(engine)
    SQLModel.metadata.create_all(engine)
    asyncio.run(poll(["온도", "습도계"]))
    print(",".join(stored()))


if __name__ == "__main__":
    main()
