import asyncio

from app import helpers
from app.helpers import Service, deeper, direct as other
import openpyxl
import pandas as pd
import polars as pl


async def here(x=None, session=None):
    return openpyxl.load_workbook("spots.xlsx")  # plant: AL607


async def in_condition(x=None, session=None):
    if pd.read_json("spots.json"):  # plant: AL607
        return 1
    return [pd.read_csv("spots.csv") for _ in range(3)]  # plant: AL607


async def through(x=None, session=None):
    return helpers.direct(x, session)  # plant: AL607


async def aliased(x=None, session=None):
    found = other(x, session)  # plant: AL607
    return found


async def deep(x=None, session=None):
    for one in [1, 2]:
        deeper(one, session)  # plant: AL607


async def method(x=None, session=None):
    service = Service(session)
    return service.work(x)  # plant: AL607


async def of_class(x=None, session=None):
    return {"x": Service.made(x, session)}  # plant: AL607


async def nested(x=None, session=None):
    def inner():
        return pd.read_excel("spots.xlsx")

    return inner()  # plant: AL607


async def argument(x=None, session=None):
    print(deeper(1, session))  # plant: AL607


async def right(x=None, session=None):
    await asyncio.to_thread(other, x, session)
    await asyncio.get_running_loop().run_in_executor(None, deeper, x)
    await Service(session).inside(x)
    pd.DataFrame()


def endpoint(x=None, session=None):
    return openpyxl.load_workbook("spots.xlsx"), deeper(x, session)


async def upload(x=None, session=None):
    frame = pl.read_excel(x, engine="calamine")  # plant: AL607
    return frame.to_dicts()


async def into_a_table(rows, engine):
    frame = pd.DataFrame(rows)
    frame.to_sql("spot", engine, if_exists="append")  # plant: AL607


async def from_a_table(engine):
    return pd.read_sql_query("SELECT * FROM spot", con=engine)  # plant: AL607


async def of_unknown_type(frame, engine):
    frame.to_sql("spot", con=engine)  # plant: AL607


async def on_the_sync_side(connection):
    return await connection.run_sync(lambda sync: pd.read_sql("SELECT * FROM spot", sync))
