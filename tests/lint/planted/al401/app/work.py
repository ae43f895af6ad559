import asyncio
from asyncio import gather as together
from functools import partial

import anyio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession as Database, async_sessionmaker

from infrastructure import engine

Session = async_sessionmaker(engine, expire_on_commit=False)


async def count(db, table):
    return await db.scalar(text("SELECT 1"))


async def note(message):
    await asyncio.sleep(0)


class Store:
    def __init__(self, db: Database):
        self.db = db

    async def size(self):
        return await count(self.db, "size")

    async def both(self):
        return await asyncio.gather(self.size(), count(self.db, "other"))  # plant: AL401


async def two(db: Database):
    return await together(count(db, "a"), count(db, "b"))  # plant: AL401


async def many(db: Database, tables):
    return await asyncio.gather(*(count(db, one) for one in tables))  # plant: AL401


async def collected(db: Database, tables):
    tasks = [count(db, one) for one in tables]
    return await asyncio.gather(*tasks, return_exceptions=True)  # plant: AL401


async def appended(db: Database, tables):
    jobs = []
    for one in tables:
        jobs.append(count(db, one))
    return await asyncio.gather(*jobs)  # plant: AL401


async def closure(tables):
    async with Session() as session:

        async def one(table):
            return await count(session, table)

        return await asyncio.gather(*map(one, tables), *[one("x"), one("y")])  # plant: AL401


async def stores(db: Database):
    store = Store(db)
    return await asyncio.gather(store.size(), store.size())  # plant: AL401


async def grouped(db: Database, tables):
    async with asyncio.TaskGroup() as group:
        for one in tables:
            group.create_task(count(db, one))  # plant: AL401


async def started(db: Database):
    async with anyio.create_task_group() as group:
        group.start_soon(count, db, "a")  # plant: AL401
        group.start_soon(note, "b")
        await count(db, "c")


async def forgotten(db: Database):
    asyncio.create_task(count(db, "a"))  # plant: AL401


async def beside(db: Database):
    task = asyncio.create_task(count(db, "a"))  # plant: AL401
    other = await count(db, "b")
    return await task + other


async def own(tables):
    async def one(table):
        async with Session() as session:
            return await count(session, table)

    return await asyncio.gather(*[one(table) for table in tables])


async def apart():
    async with Session() as first, Session() as second:
        return await asyncio.gather(count(first, "a"), count(second, "b"))


async def single(db: Database):
    return await asyncio.gather(count(db, "a"), note("b"))


async def waited(db: Database):
    return await asyncio.wait_for(count(db, "a"), 3)


async def each(sessions: list[Database]):
    return await asyncio.gather(*[count(one, "a") for one in sessions])


class Sizes:
    def __init__(self, db: Database):
        self.db = db

    async def of(self, table):
        return await count(self.db, table)


class Report:
    def __init__(self, db: Database, other: Database):
        self.store = Store(db)
        self.sizes = Sizes(db)
        self.elsewhere = Sizes(other)
        self.db = db

    async def shared(self):
        return await asyncio.gather(self.store.size(), self.sizes.of("a"))  # plant: AL401

    async def of_attribute(self):
        sizes = Sizes(self.db)
        return await asyncio.gather(self.store.size(), sizes.of("a"))  # plant: AL401

    async def of_two(self):
        return await asyncio.gather(self.store.size(), self.elsewhere.of("a"))


async def kept_alive(db: Database, running: set):
    task = asyncio.create_task(count(db, "a"))  # plant: AL401
    task.add_done_callback(running.discard)


async def from_list(db: Database, tables):
    jobs = [count(db, table) for table in tables]
    return await asyncio.wait([asyncio.create_task(job) for job in jobs])  # plant: AL401


async def waited_for(db: Database):
    task = asyncio.create_task(count(db, "a"))
    await note("b")
    return await task


async def partials(db: Database, tables):
    one = partial(count, db)
    return await asyncio.gather(*map(one, tables))  # plant: AL401


async def partials_at_once(db: Database, tables):
    return await asyncio.gather(*map(partial(count, db), tables))  # plant: AL401


async def closed(sessions: list[Database]):
    await asyncio.gather(*map(lambda one: one.close(), sessions))


async def on_connection(engine: AsyncEngine, statements):
    async with engine.connect() as connection:
        return await asyncio.gather(*[connection.execute(one) for one in statements])  # plant: AL401


class Reader:
    def __init__(self, connection: AsyncConnection):
        self.connection = connection

    async def rows(self, statement):
        return (await self.connection.execute(statement)).all()


async def by_readers(connection: AsyncConnection, statements):
    reader = Reader(connection)
    return await together(*map(reader.rows, statements))  # plant: AL401


async def connection_each(engine: AsyncEngine, statements):
    async def one(statement):
        async with engine.begin() as connection:
            return await Reader(connection).rows(statement)

    return await asyncio.gather(*(one(statement) for statement in statements))
