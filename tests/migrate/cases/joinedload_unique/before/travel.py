from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import contains_eager, declarative_base, joinedload, relationship, subqueryload

Base = declarative_base()


class City(Base):
    __tablename__ = "city"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    spots = relationship("Spot", back_populates="city", order_by="Spot.id")


class Spot(Base):
    __tablename__ = "spot"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    city_id = Column(Integer, ForeignKey("city.id"))
    city = relationship("City", back_populates="spots")


class CityRepository:
    def __init__(self, db):
        self.db = db

    def all_with_spots(self):
        return self.db.query(City).options(joinedload(City.spots)).order_by(City.id).all()

    def first_with_spots(self):
        return self.db.query(City).options(joinedload(City.spots)).order_by(City.id).first()

    def by_name(self, name):
        return self.db.query(City).options(subqueryload(City.spots)).filter(City.name == name).one_or_none()

    def with_spot_like(self, word):
        # 맞는 관광지만 담는다
        return (
            self.db.query(City)
            .join(City.spots)
            .options(contains_eager(City.spots))
            .filter(Spot.name.like(f"%{word}%"))
            .populate_existing()
            .all()
        )

    def spots(self):
        return self.db.query(Spot).options(joinedload(Spot.city)).order_by(Spot.id).all()
