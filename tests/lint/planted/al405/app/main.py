from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncSession

from app import db
from app.stores import Spots, start


@asynccontextmanager
async def lifespan(application):
    async with db.Session() as session:
        application.state.db = session  # plant: AL405
        await start(session)
        yield {"session": session}  # plant: AL405


app = FastAPI(lifespan=lifespan)


@app.on_event("startup")
async def open_spots():
    setattr(app, "spots", Spots(db.Session()))  # plant: AL405
    app.state.factory = db.Session


@app.middleware("http")
async def with_session(request: Request, call_next):
    async with db.Session() as session:
        request.state.session = session
        return await call_next(request)


@app.get("/spots")
async def spots(request: Request, session: AsyncSession = Depends(db.get_session)):
    found = [Spots(session), Spots(request.state.session)]
    unit: dict[str, AsyncSession] = {}
    unit["session"] = session
    return [await one.all() for one in found]


if __name__ == "__main__":
    session = db.Session()
