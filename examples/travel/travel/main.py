import logging
import time
import uuid

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import IntegrityError

from travel import db
from travel.config import settings
from travel.exceptions import TravelError
from travel.routers import checklists, members, plans, regions, spots

logger = logging.getLogger(__name__)

app = FastAPI(title=settings.app_name, lifespan=db.lifespan)

app.include_router(members.router)
app.include_router(regions.router)
app.include_router(spots.router)
app.include_router(plans.router)
app.include_router(checklists.router)


@app.middleware("http")
async def add_request_id(request: Request, call_next):
    request_id = request.headers.get("X-Request-ID") or uuid.uuid4().hex
    start = time.perf_counter()
    response = await call_next(request)
    elapsed = (time.perf_counter() - start) * 1000
    response.headers["X-Request-ID"] = request_id
    response.headers["X-Process-Time"] = f"{elapsed:.1f}ms"
    logger.info("%s %s %s %d %.1fms", request_id, request.method, request.url.path, response.status_code, elapsed)
    return response


@app.exception_handler(TravelError)
async def handle_travel_error(request: Request, exc: TravelError):
    return JSONResponse({"code": exc.code, "message": exc.message}, status_code=exc.status_code)


@app.exception_handler(IntegrityError)
async def handle_integrity_error(request: Request, exc: IntegrityError):
    # exc 에는 겹친 값(토큰일 수도 있다)이 들어 있으므로 적지 않는다
    logger.warning("IntegrityError: %s %s", request.method, request.url.path)
    return JSONResponse({"code": "CONFLICT", "message": "다른 데이터와 충돌합니다."}, status_code=409)


@app.get("/health", tags=["health"])
async def health():
    dialect = await db.check_connection()
    return {"status": "ok", "database": dialect, "tables": len(await db.check_tables())}
