from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from catalog.tables import Place


class SqlPlaceFinder:
    """PlaceFinder를 상속하지 않고 모양으로만 따른다."""

    def __init__(self, factory: sessionmaker[Session]):
        self.factory = factory

    def visits_of(self, name: str) -> int | None:
        with self.factory() as session:
            return session.scalar(select(Place.visits).where(Place.name == name))

    def visit(self, name: str) -> None:
        with self.factory.begin() as session:
            session.execute(update(Place).where(Place.name == name).values(visits=Place.visits + 1))


class KoreanGreeter:
    def greet(self, name: str) -> str:
        return f"{name}에 오신 것을 환영합니다"


class SqlVisitors:
    def __init__(self, factory: sessionmaker[Session]):
        self.factory = factory

    def __enter__(self):
        self.session = self.factory()
        return self

    def __exit__(self, *error):
        self.session.close()

    def add(self, name):
        self.session.execute(update(Place).where(Place.name == name).values(visits=Place.visits + 1))
        self.session.commit()
        return self.session.scalar(select(Place.visits).where(Place.name == name))
