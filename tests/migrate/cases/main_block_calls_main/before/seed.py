"""Seed the table of cities: python seed.py [FILE]"""
import csv
import sys
import time

from sqlmodel import Field, Session, SQLModel, create_engine, func, select


class City(SQLModel, table=True):
    name: str = Field(primary_key=True)
    population: int


engine = create_engine("sqlite:///cities.db")


def load(session: Session, path: str) -> int:
    with open(path, encoding="utf-8", newline="") as file:
        for name, population in csv.reader(file):
            session.merge(City(name=name, population=int(population)))
    session.commit()
    return session.exec(select(func.count()).select_from(City)).one()


def main(argv: list[str]) -> int:
    if len(argv) != 2:
        print("파일 이름이 필요합니다", file=sys.stderr)
        return 2
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        print(load(session, argv[1]))
    return 0


if __name__ == "__main__":
    time.sleep(0.01)  # the disk wakes up
    sys.exit(main(sys.argv))
