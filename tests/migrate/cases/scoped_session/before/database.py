from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

engine = create_engine("sqlite:///guestbook.db")
db_session = scoped_session(sessionmaker(autocommit=False, autoflush=False, bind=engine))

Base = declarative_base()


class Entry(Base):
    __tablename__ = "entries"

    id = Column(Integer, primary_key=True)
    author = Column(String(40))
    text = Column(String(200))


def init_db():
    Base.metadata.create_all(bind=engine)


def shutdown_session(exception=None):
    """요청이 끝날 때마다 부른다"""
    db_session.remove()
