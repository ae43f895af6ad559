from fastapi import FastAPI
from sqlalchemy import text

from app.db import engine
from app.maintenance import integrity, load_script

app = FastAPI()


@app.post("/maintenance/integrity")
def check():
    return {"result": integrity()}


@app.post("/maintenance/reset")
def reset():
    load_script("DROP TABLE IF EXISTS note; CREATE TABLE note (id INTEGER); INSERT INTO note VALUES (1);")
    with engine.connect() as connection:
        return {"notes": connection.execute(text("SELECT count(*) FROM note")).scalar()}
