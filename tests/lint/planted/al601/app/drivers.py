import asyncio
import sqlite3
from contextlib import contextmanager
from sqlite3 import connect as opened

import aiosqlite
import mysql.connector
import psycopg
import psycopg2
import pymysql
from pymysql.cursors import DictCursor
from sqlalchemy.orm import Session

from infrastructure import sync_engine


async def plain():
    connection = pymysql.connect(host="db", cursorclass=DictCursor)  # plant: AL601
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # plant: AL601
        rows = cursor.fetchall()
    connection.commit()  # plant: AL601
    return rows


def total(path):
    return opened(path).execute("SELECT COUNT(*) FROM spot").fetchone()[0]


async def counted():
    return total("spots.db")  # plant: AL601


async def several(rows):
    cursor = psycopg2.connect("dbname=x").cursor()  # plant: AL601
    cursor.executemany("INSERT INTO spot VALUES (%s)", rows)  # plant: AL601


async def given(connection: sqlite3.Connection):
    connection.executescript("VACUUM")  # plant: AL601


async def newer():
    with psycopg.connect("dbname=x") as connection:  # plant: AL601
        connection.execute("SELECT 1")  # plant: AL601


async def other():
    mysql.connector.connect(host="db")  # plant: AL601


class Spots:
    @property
    def count(self):
        return Session(sync_engine).scalar("SELECT COUNT(*) FROM spot")

    @property
    def name(self):
        return "spots"

    def __enter__(self):
        Session(sync_engine).execute("LOCK TABLES spot WRITE")
        return self

    def __exit__(self, *error):
        return None


@contextmanager
def unit_of_work():
    session = Session(sync_engine)
    yield session
    session.commit()


async def properties():
    spots = Spots()
    return spots.name, spots.count  # plant: AL601


async def managers():
    with Spots():  # plant: AL601
        pass
    with unit_of_work() as session:  # plant: AL601
        session.add(Spots())


async def right(rows):
    async with aiosqlite.connect("spots.db") as connection:
        await connection.execute("SELECT 1")
    async with await psycopg.AsyncConnection.connect("dbname=x") as other_connection:
        await other_connection.execute("SELECT 1")
    return await asyncio.to_thread(total, "spots.db"), Spots().name


def shown():
    with Spots() as spots:
        return spots.count
