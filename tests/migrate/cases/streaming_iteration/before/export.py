import csv
from typing import Iterator

from sqlmodel import Field, Session, SQLModel, select


class Reading(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    sensor: str
    value: float


def to_csv(session: Session, out) -> int:
    writer = csv.writer(out)
    writer.writerow(["센서", "값"])
    n = 0
    for reading in session.exec(select(Reading).order_by(Reading.id).execution_options(yield_per=2)):
        writer.writerow([reading.sensor, reading.value])
        n += 1
    return n


def rows(session: Session) -> Iterator[tuple[str, float]]:
    result = session.execute(select(Reading.sensor, Reading.value).order_by(Reading.id), execution_options={"stream_results": True})
    for row in result.yield_per(2):
        yield row.sensor, row.value


def legacy_total(session: Session) -> float:
    total = 0.0
    for reading in session.query(Reading).yield_per(100):
        total += reading.value
    return total


def batches(session: Session):
    statement = select(Reading).order_by(Reading.id).execution_options(yield_per=2)
    return [[r.value for r in part] for part in session.scalars(statement).partitions()]


def sensors(session: Session) -> set[str]:
    # 다 읽어도 되는 크기
    return {sensor for sensor in session.exec(select(Reading.sensor).distinct())}
