import asyncio

from fastapi import FastAPI
from sqlalchemy import select

from shop.db import Setting, Unit
from shop.settings import Price, values_of

app = FastAPI()


@app.put("/settings/{name}")
async def change(name: str, value: str):
    async with Unit() as session:
        await session.merge(Setting(name=name, value=value))
    return {"name": name, "value": value}


@app.get("/settings/{name}")
async def read(name: str):
    async with Unit() as session:
        setting = await session.get(Setting, name)
        return {"name": name, "value": setting.value if setting else None}


@app.get("/price/{amount}")
def price(amount: int):
    return {"price": str(Price(amount))}


@app.get("/settings")
async def read_all():
    async with Unit() as session:
        names = (await session.scalars(select(Setting.name).order_by(Setting.name))).all()
    return await asyncio.to_thread(values_of, names)
