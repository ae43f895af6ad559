from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from infrastructure import sync_engine

factory = sessionmaker(sync_engine)


def direct(x=None, session=None):
    return factory().execute(text("SELECT 1"))


def deeper(x=None, session=None):
    if x:
        return direct(x, session)
    return None


class Service:
    def __init__(self, session=None) -> None:
        self.session = session

    def work(self, x=None):
        return Session(sync_engine).commit()

    async def inside(self, x=None):
        return self.work(x)  # plant: AL601

    @classmethod
    def made(cls, x=None, session=None):
        return cls(session).work(x)
