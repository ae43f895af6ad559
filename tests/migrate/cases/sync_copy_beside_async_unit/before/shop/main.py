from fastapi import FastAPI
from sqlalchemy import select

from shop.db import Setting, Unit
from shop.settings import Price, values_of

app = FastAPI()


@app.put("/settings/{name}")
def change(name: str, value: str):
    with Unit() as session:
        session.merge(Setting(name=name, value=value))
    return {"name": name, "value": value}


@app.get("/settings/{name}")
def read(name: str):
    with Unit() as session:
        setting = session.get(Setting, name)
        return {"name": name, "value": setting.value if setting else None}


@app.get("/price/{amount}")
def price(amount: int):
    return {"price": str(Price(amount))}


@app.get("/settings")
def read_all():
    with Unit() as session:
        names = session.scalars(select(Setting.name).order_by(Setting.name)).all()
    return values_of(names)
