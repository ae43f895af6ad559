from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_engine("sqlite:///inventory.db")
Session = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Part(Base):
    __tablename__ = "parts"
    name: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
