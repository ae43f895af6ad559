from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_engine("sqlite:///warehouse.db")
DEFAULT_SESSION_FACTORY = sessionmaker(bind=engine)


class Base(DeclarativeBase):
    pass


class Batch(Base):
    __tablename__ = "batches"

    ref: Mapped[str] = mapped_column(primary_key=True)
    sku: Mapped[str]
    qty: Mapped[int]
