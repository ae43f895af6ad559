from dataclasses import dataclass
from string import Template

import sqlalchemy as sa
from sqlalchemy import text
from sqlalchemy import text as raw
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlmodel.ext.asyncio.session import AsyncSession as SQLModelSession

from app import columns
from app.columns import ALLOWED, ORDERS, TABLE, Direction


async def by_name(session: AsyncSession, name: str):
    return (await session.execute(text(f"SELECT * FROM spot WHERE name = '{name}'"))).all()  # plant: AL206


async def percent(session: AsyncSession, name):
    statement = "SELECT * FROM spot WHERE name = '%s'" % name  # plant: AL206
    return await session.execute(text(statement))


async def several(db, city, name):
    query = sa.text("SELECT * FROM spot WHERE city = '{}' AND name = '{}'".format(city, name))  # plant: AL206
    return await db.execute(query)


async def added(session: SQLModelSession, city: str | None, name: str | None):
    query = "SELECT * FROM spot WHERE 1 = 1"
    if city:
        query += f" AND city = '{city}'"  # plant: AL206
    if name is not None:
        query = query + " AND name = :name"
    return await session.exec(raw(query), params={"name": name})


async def conditions(connection: AsyncConnection, filters: dict[str, str]):
    parts = []
    for key, value in filters.items():
        parts.append(f"{key} = '{value}'")  # plant: AL206
    return await connection.exec_driver_sql("SELECT * FROM spot WHERE " + " AND ".join(parts))


class Spots:
    def __init__(self, session: AsyncSession, table: str = TABLE) -> None:
        self.session = session
        self.table = table

    async def one(self, key: str):
        return await self._rows("id = '" + key + "'")  # plant: AL206

    async def named(self, name: str):
        return await self._rows("name = :name", name=name)

    async def _rows(self, condition, **values):
        sql = f"SELECT * FROM {self.table} WHERE {condition}"
        return (await self.session.execute(text(sql), values)).mappings().all()


def searching(pattern):
    return f"SELECT id FROM spot WHERE name LIKE '%{pattern}%'"  # plant: AL206


async def search(session: AsyncSession, term: str):
    return await session.scalars(text(searching(term)))


async def among(session: AsyncSession, names: list[str]):
    listed = ", ".join(f"'{name}'" for name in names)
    return await session.execute(text(f"SELECT * FROM spot WHERE name IN ({listed})"))  # plant: AL206


async def driver(cursor, email):
    await cursor.execute(f"UPDATE account SET seen = NOW() WHERE email = '{email}'")  # plant: AL206
    await cursor.execute("UPDATE account SET seen = NOW() WHERE email = %s", (email,))
    return await cursor.execute(f"{email} runs")


@dataclass
class Match:
    column: str
    value: str


async def matched(session: AsyncSession, match: Match):
    return await session.execute(text(f"SELECT * FROM spot WHERE name = '{match.value}'"))  # plant: AL206


async def filtered(session: AsyncSession, **filters):
    where = " AND ".join(f"{key} = '{value}'" for key, value in filters.items())  # plant: AL206
    return await session.execute(text(f"SELECT * FROM spot WHERE {where}"))


async def replaced(session: AsyncSession, name: str):
    sql = Template("SELECT * FROM spot WHERE name = '$name'").substitute(name=name)  # plant: AL206
    await session.execute(text(sql))
    return await session.execute(text("SELECT * FROM spot WHERE name = 'NAME'".replace("NAME", name)))  # plant: AL206


async def kept(session: AsyncSession, **filters):
    where = " AND ".join(f"{key} = :{key}" for key in filters)
    return await session.execute(text(f"SELECT * FROM spot WHERE {where}"), filters)


async def ordered(session: AsyncSession, order: str, direction: Direction, limit: int, page: int):
    sql = f"SELECT * FROM {TABLE} ORDER BY {ORDERS[order]}, {order if order in ALLOWED else 'id'} {direction.value}"
    return await session.execute(text(f"{sql} LIMIT {limit} OFFSET {(page - 1) * limit}"))


async def checked(session: AsyncSession, column: str, descending: bool):
    if column not in ALLOWED:
        raise ValueError(column)
    direction = "DESC" if descending else "ASC"
    return await session.execute(text(f"SELECT {column} FROM spot ORDER BY {column} {direction}"))


async def quoted(session: AsyncSession, table: str, connection: AsyncConnection):
    name = connection.dialect.identifier_preparer.quote(table)
    await session.execute(text(f"SELECT COUNT(*) FROM {name}"))
    return await session.execute(text("SELECT COUNT(*) FROM " + columns.quoted(table)))


async def placeholders(session: AsyncSession, ids: list[str], values: dict[str, str]):
    marks = ", ".join(f":id{number}" for number, _ in enumerate(ids))
    found = await session.execute(text(f"SELECT * FROM spot WHERE id IN ({marks})"), dict(enumerate(ids)))
    changes = []
    if "name" in values:
        changes.append("name = :name")
    await session.execute(text(f"UPDATE spot SET {', '.join(changes)} WHERE id = :id"), values)
    return found


async def cleared(session: AsyncSession, metadata: sa.MetaData):
    for table in reversed(metadata.sorted_tables):
        await session.execute(text(f"DELETE FROM {table.name}"))
    for table in ("spot", "account"):
        await session.execute(text(f"DELETE FROM {table}"))
