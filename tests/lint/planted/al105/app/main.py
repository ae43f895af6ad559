import asyncio
from concurrent.futures import ThreadPoolExecutor

import uvicorn
from alembic import command
from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool

from app import jobs
from app.jobs import Loader, by_loop, guarded, if_idle, load, through

app = FastAPI()


def settings():
    return jobs.now()


@app.get("/direct")
async def direct():
    return asyncio.run(load())  # plant: AL105


@app.get("/module")
async def module():
    return jobs.now()  # plant: AL105


@app.get("/through")
async def twice():
    return {"rows": through()}  # plant: AL105


@app.get("/loop")
async def loop():
    rows = by_loop()  # plant: AL105
    return rows


@app.get("/class")
async def made():
    loader = Loader()  # plant: AL105
    loader.again()  # plant: AL105
    return [*Loader.some(), *Loader.bridged()]  # plant: AL105


@app.get("/thread")
def in_a_thread(found=Depends(settings)):
    return [*through(), *found]


@app.get("/offloaded")
async def offloaded():
    running = asyncio.get_running_loop()
    with ThreadPoolExecutor() as pool:
        rows = await running.run_in_executor(pool, jobs.now)
        rows += pool.submit(asyncio.run, load()).result()
    rows += await run_in_threadpool(lambda: asyncio.run(load()))
    return rows + await asyncio.to_thread(by_loop)


@app.get("/asked")
async def asked():
    return [guarded(), if_idle(), await load()]


@app.on_event("startup")
def startup():
    asyncio.run(load())  # plant: AL105


async def later():
    running = asyncio.get_running_loop()
    running.call_later(5, jobs.now)  # plant: AL105
    rows = [row for row in through()]  # plant: AL105
    return asyncio.new_event_loop().run_until_complete(load()) + rows  # plant: AL105


async def migrate(config):
    command.upgrade(config, "head")  # plant: AL105
    await asyncio.to_thread(command.upgrade, config, "head")


async def serve():
    await uvicorn.Server(uvicorn.Config(app)).serve()
    uvicorn.run(app)  # plant: AL105


def run():
    asyncio.run(serve())
    uvicorn.run("app.main:app")
