from __future__ import annotations

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, SQLModel

#: bound late, see `configure`
SessionLocal: sessionmaker[Session] = sessionmaker(class_=Session, autoflush=False)


def make_engine(url: str, **kwargs) -> Engine:
    return create_engine(url, **kwargs)


def make_factory(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(bind=engine, class_=Session)


def configure(url: str) -> Engine:
    engine = make_engine(url)
    SessionLocal.configure(bind=engine)
    SQLModel.metadata.create_all(engine)
    return engine
