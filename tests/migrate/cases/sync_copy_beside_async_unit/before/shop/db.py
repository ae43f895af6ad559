import os

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_engine(os.environ.get("SHOP_URL", "sqlite:///shop.db"))
SessionLocal = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Setting(Base):
    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Unit:
    """한 작업 단위: 끝나면 저장하고 닫는다."""

    def __init__(self):
        self.session = SessionLocal()

    def __enter__(self):
        return self.session

    def __exit__(self, kind, error, trace):
        if kind is None:
            self.session.commit()
        self.session.close()
