import time

from fastapi import FastAPI, Request
from sqlalchemy import func, select

from app.db import AccessLog
from app.middleware import ApiKeyMiddleware, write_log

app = FastAPI()
app.add_middleware(ApiKeyMiddleware)


@app.middleware("http")
async def access_log(request: Request, call_next):
    started = time.perf_counter()
    response = await call_next(request)
    await write_log(request.url.path, response.status_code)
    response.headers["X-Took"] = f"{time.perf_counter() - started:.3f}"
    return response


@app.get("/me")
def me(request: Request):
    return {"owner": request.state.owner}


@app.get("/logs")
async def logs(request: Request):
    return await request.state.db.scalar(select(func.count(AccessLog.id)))
