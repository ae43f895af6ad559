from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import relationship

from diary.database import Base


class Author(Base):
    __tablename__ = "author"

    id = Column(Integer, primary_key=True)
    name = Column(String(50))


class Entry(Base):
    __tablename__ = "entry"

    id = Column(Integer, primary_key=True)
    text = Column(String(200))
    stars = Column(Integer, default=0)
    author_id = Column(ForeignKey("author.id"))
    author = relationship(Author)
