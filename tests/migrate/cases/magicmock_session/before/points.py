from sqlalchemy import Column, Integer, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Point(Base):
    __tablename__ = "points"
    id = Column(Integer, primary_key=True)
    owner = Column(String, unique=True)
    amount = Column(Integer, default=0)


class PointService:
    def __init__(self, session: Session):
        self.session = session

    def find(self, point_id: int) -> Point:
        point = self.session.get(Point, point_id)
        if point is None:
            raise LookupError("포인트가 없습니다")
        return point

    def create(self, owner: str) -> Point | None:
        point = Point(owner=owner, amount=0)
        self.session.add(point)
        try:
            self.session.commit()
        except IntegrityError:
            self.session.rollback()
            return None
        self.session.refresh(point)
        return point

    def total(self) -> int:
        return sum(p.amount for p in self.session.execute(select(Point)).scalars().all())

    def names(self) -> list[str]:
        return [row.owner for row in self.session.scalars(select(Point))]
