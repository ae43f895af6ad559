from sqlalchemy import Column, Integer, String, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import declarative_base
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_fixed

Base = declarative_base()
hiccups = []


class Row(Base):
    __tablename__ = "rows"
    id = Column(Integer, primary_key=True)
    text = Column(String(20))


@retry(retry=retry_if_exception_type(OperationalError), stop=stop_after_attempt(3), wait=wait_fixed(0), reraise=True)
async def insert(factory, text):
    """재시도할 때마다 새 세션을 쓴다."""
    async with factory.begin() as session:
        session.add(Row(text=text))
        await session.flush()
        if hiccups:
            raise OperationalError(hiccups.pop(), {}, Exception("locked"))


async def count(factory):
    async with factory() as session:
        return await session.scalar(select(func.count(Row.id)))
