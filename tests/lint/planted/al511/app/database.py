import os

import aiomysql
import asyncmy
import asyncpg
from sqlalchemy import URL
from sqlalchemy.engine import URL as Address

from app.config import PASSWORD, URL as DEFAULT

address = URL.create("mysql+asyncmy", username="travel", password="hunter22", host="db")  # plant: AL511
other = Address.create("mysql+asyncmy", "travel", password=PASSWORD, host="db")
right = URL.create("mysql+asyncmy", username="travel", password=os.environ["PASSWORD"], host="db")
local = URL.create("mysql+asyncmy", username="root", password="", host="127.0.0.1")


async def connect():
    return await asyncmy.connect(host="db", user="travel", password="hunter22")  # plant: AL511


async def pool(password):
    return await asyncpg.create_pool(host="db", user="travel", password=password)


async def start():
    await pool(os.environ["PASSWORD"])
    await aiomysql.create_pool(host="db", user="travel", password="Wander7lust")  # plant: AL511
    return await pool("Wander7lust")  # plant: AL511
