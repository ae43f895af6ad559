from sqlalchemy import create_engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

from config import config

url = URL.create(
    drivername=config.db.drivername,
    username=config.db.username,
    password=config.db.password,
    host=config.db.host,
    database=config.db.database,
)
engine = create_engine(url, echo=config.db.echo)
Session = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Post(Base):
    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
