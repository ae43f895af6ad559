import csv
import io
from collections.abc import AsyncIterator

from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import StaticPool

engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Trade(Base):
    __tablename__ = "trades"
    id: Mapped[int] = mapped_column(primary_key=True)
    symbol: Mapped[str]


async def get_db():
    async with SessionLocal() as db:
        yield db


def line(values) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue()


async def export(db: AsyncSession) -> AsyncIterator[str]:
    yield line(["번호", "종목"])
    for trade in await db.scalars(select(Trade).order_by(Trade.id)):
        yield line([trade.id, trade.symbol])


app = FastAPI()


@app.get("/trades.csv")
async def download(db: AsyncSession = Depends(get_db)):
    return StreamingResponse(export(db), media_type="text/csv")


@app.get("/template.csv")
def template():
    return StreamingResponse(iter([line(["번호", "종목"])]), media_type="text/csv")


@app.get("/symbols")
async def symbols(db: AsyncSession = Depends(get_db)):
    async def each():
        for trade in await db.scalars(select(Trade)):
            yield trade.symbol + "\n"

    return StreamingResponse(each())
