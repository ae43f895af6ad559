import csv
import io
from collections.abc import Iterator

from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy import select
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import StaticPool

engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
SessionLocal = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Trade(Base):
    __tablename__ = "trades"
    id: Mapped[int] = mapped_column(primary_key=True)
    symbol: Mapped[str]


def get_db():
    with SessionLocal() as db:
        yield db


def line(values) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue()


def export(db: Session) -> Iterator[str]:
    yield line(["번호", "종목"])
    for trade in db.scalars(select(Trade).order_by(Trade.id)):
        yield line([trade.id, trade.symbol])


app = FastAPI()


@app.get("/trades.csv")
def download(db: Session = Depends(get_db)):
    return StreamingResponse(export(db), media_type="text/csv")


@app.get("/template.csv")
def template():
    return StreamingResponse(iter([line(["번호", "종목"])]), media_type="text/csv")


@app.get("/symbols")
def symbols(db: Session = Depends(get_db)):
    def each():
        for trade in db.scalars(select(Trade)):
            yield trade.symbol + "\n"

    return StreamingResponse(each())
