from fastapi import Depends, FastAPI, Request
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware

from app import middlewares
from app.db import Maker, found

app = FastAPI()


@app.middleware("http")
async def first(request: Request, call_next):
    async with Maker() as session:
        request.state.db = session  # plant: AL705
        return await call_next(request)


async def second(request, proceed):
    session = Maker()
    request.state.session = session  # plant: AL705
    answer = await proceed(request)
    await session.close()
    return answer


async def third(request, call_next):
    async with Maker() as session:
        request.state.one, request.state.two = 1, 2
        request.state.sessions = {"main": 1}
        request.state.session = session  # plant: AL705
        return await call_next(request)


app.add_middleware(BaseHTTPMiddleware, dispatch=second)
inner = Middleware(BaseHTTPMiddleware, dispatch=third)


@app.middleware("http")
async def counted(request: Request, call_next):
    request.state.count = 1
    return await call_next(request)


async def get_db(request: Request):
    async with Maker() as session:
        request.state.db = session
        found.set(session)
        yield session


@app.get("/")
async def read(db=Depends(get_db)):
    return {}
