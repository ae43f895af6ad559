import asyncio
import atexit
import functools
import itertools
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial, reduce
from threading import Thread as Worker

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app import ranks
from app.ranks import Ranking, plain, rank as rank_of

ranking = Ranking()


def best(spots):
    return sorted(spots, key=rank_of)  # plant: AL104


def top(spots):
    return max(spots, key=ranks.rank)  # plant: AL104


def known(spots):
    return list(filter(ranking.of, spots))  # plant: AL104


def submitted(spots):
    with ThreadPoolExecutor() as pool:
        pool.submit(rank_of, spots[0])  # plant: AL104
        return list(pool.map(Ranking().of, spots))  # plant: AL104


def started(spot):
    threading.Thread(target=rank_of, args=(spot,)).start()  # plant: AL104
    Worker(target=partial(ranks.rank, spot)).start()  # plant: AL104


def grouped(spots):
    return itertools.groupby(spots, key=rank_of)  # plant: AL104


async def merge(one, other):
    return one + other


def summed(numbers):
    return reduce(merge, numbers)  # plant: AL104


async def notify(connection, record):
    await asyncio.sleep(0)


def listen(engine):
    event.listen(engine, "connect", notify)  # plant: AL104


async def in_thread(spot):
    return await asyncio.to_thread(rank_of, spot)  # plant: AL104


def smallest(spots):
    return min(spots, key=ranking)  # plant: AL104


async def right(spots):
    ThreadPoolExecutor().submit(plain, spots[0])
    values = await asyncio.gather(*map(rank_of, spots))
    asyncio.create_task(rank_of(spots[0]))
    await asyncio.to_thread(plain, spots[0])
    return sorted(spots, key=plain), values, functools.partial(rank_of, spots[0])


@event.listens_for(ranking, "connect")
async def connected(connection, record):  # plant: AL104
    await asyncio.sleep(0)


@event.listens_for(ranking, "close")
def closed(connection, record):
    print(connection)


async def methods_in_threads(session: AsyncSession, statements):
    with ThreadPoolExecutor() as pool:
        pool.submit(session.commit)  # plant: AL104
        Worker(target=session.execute, args=statements).start()  # plant: AL104
        list(pool.map(plain, statements))
    await asyncio.to_thread(session.expire_all)
    return await asyncio.wait_for(session.scalar(statements[0]), 1)


async def engine_in_threads(engine: AsyncEngine):
    atexit.register(engine.dispose)  # plant: AL104
    atexit.register(engine.sync_engine.dispose)
