from sqlalchemy.ext.asyncio import AsyncSession
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.base import BaseHTTPMiddleware as Base

from app import db
from app.db import Maker, Scoped, Work, current, found, unit, use
from infrastructure import Account, engine


class Closing(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        request.state.db = Maker()  # plant: AL705
        try:
            response = await call_next(request)
        finally:
            await request.state.db.close()
        return response


class ByContext(Base):
    async def dispatch(self, request, call_next):
        async with db.Maker() as session:
            token = current.set(session)  # plant: AL705
            try:
                return await call_next(request)
            finally:
                current.reset(token)


class Helped(Base):
    async def dispatch(self, req, nxt):
        async with unit() as s:
            use(s)  # plant: AL705
            return await nxt(req)


class Held(Closing):
    async def dispatch(self, request, call_next):
        session = AsyncSession(engine)
        work = Work(session)
        request.state.work = work  # plant: AL705
        response = await call_next(request)
        await session.commit()
        await session.close()
        return response


class InScope(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        async with Maker.begin() as session:
            request.scope["session"] = session  # plant: AL705
            return await call_next(request)


class Removing(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        await Scoped.remove()  # plant: AL705
        return response


class Committing(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        if response.status_code < 400:
            await db.Scoped.commit()  # plant: AL705
        return response


class Reading(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        session = found.get()  # plant: AL705
        await session.commit()
        return response


class Named(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        async with engine.connect() as connection, AsyncSession(connection) as session:
            setattr(request.state, "session", session)  # plant: AL705
            return await call_next(request)


class Looked(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        async with Maker() as session:
            user = await session.get(Account, 1)
        request.state.user = user
        request.state.maker = Maker
        return await call_next(request)


class Logged(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        async with Maker.begin() as session:
            session.add(Account())
        return response


class Plain:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async with Maker() as session:
            scope["state"]["session"] = session
            await self.app(scope, receive, send)


class Dispatcher:
    async def dispatch(self, request, call_next):
        async with Maker() as session:
            request.state.session = session
            return await call_next(request)
