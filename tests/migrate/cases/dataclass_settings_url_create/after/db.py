from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from config import config

url = URL.create(
    drivername=config.db.drivername,
    username=config.db.username,
    password=config.db.password,
    host=config.db.host,
    database=config.db.database,
)
engine = create_async_engine(url, echo=config.db.echo)
Session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Post(Base):
    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
