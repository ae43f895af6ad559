import asyncio

from fastapi import FastAPI
from sqlalchemy import text

from app.db import engine
from app.maintenance import integrity, load_script

app = FastAPI()


@app.post("/maintenance/integrity")
def check():
    return {"result": integrity()}


@app.post("/maintenance/reset")
async def reset():
    await asyncio.to_thread(load_script, "DROP TABLE IF EXISTS note; CREATE TABLE note (id INTEGER); INSERT INTO note VALUES (1);")
    async with engine.connect() as connection:
        return {"notes": (await connection.execute(text("SELECT count(*) FROM note"))).scalar()}
