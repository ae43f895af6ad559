from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from domain import Plan, Spot

SessionLocal = sessionmaker(create_engine("mysql+pymysql://travel@localhost/travel"))


def find(db: Session, title: str) -> Plan | None:
    return db.query(Plan).filter_by(title=title).first()


def visit(db: Session, title: str, name: str) -> list[str]:
    plan = find(db, title)
    plan.visit(Spot(name))
    db.commit()
    return [spot.name for spot in plan.spots]
