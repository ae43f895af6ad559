import contextlib
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("sqlite:///library.db")
Session = sessionmaker(bind=engine)


@contextmanager
def session_scope():
    """Provide a transactional scope around a series of operations."""
    session = Session()
    try:
        yield session
        session.commit()
    except:
        session.rollback()
        raise
    finally:
        session.close()


@contextlib.contextmanager
def read_only(name="reader"):
    with session_scope() as session:
        session.info["name"] = name
        yield session


@contextmanager
def timer(log):
    log.append("start")
    yield
    log.append("stop")
