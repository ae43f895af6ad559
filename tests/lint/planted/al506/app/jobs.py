import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import anyio
import dramatiq
from apscheduler.schedulers.background import BackgroundScheduler
from asgiref.sync import async_to_sync
from celery import Celery, shared_task

from app import database
from app.database import Database, count, nothing, once, save, total

celery = Celery("travel")
scheduler = BackgroundScheduler()


@celery.task
def report():
    return asyncio.run(count())  # plant: AL506


@shared_task(bind=True)
def nightly(self):
    loop = asyncio.new_event_loop()
    return loop.run_until_complete(database.total())  # plant: AL506


@dramatiq.actor
def store(name):
    run(save(name))


def run(coroutine):
    return asyncio.run(coroutine)  # plant: AL506


@celery.task(name="close")
def tidy():
    return asyncio.run(once())


@celery.task
def idle():
    return asyncio.run(nothing())


def in_thread():
    anyio.run(count)  # plant: AL506


threading.Thread(target=in_thread).start()


def of_pool(name):
    return asyncio.run(save(name))  # plant: AL506


def of_pool_again(name):
    return asyncio.run(save(name))  # plant: AL506


def all_of(names):
    with ThreadPoolExecutor() as executor:
        executor.submit(partial(of_pool_again, "a"))
        return list(executor.map(of_pool, names))


def job():
    asyncio.run(total())  # plant: AL506


scheduler.add_job(job, "interval", minutes=5)


def every(names):
    for name in names:
        asyncio.run(save(name))  # plant: AL506


class Importer:
    async def run(self):
        async with Database().session() as session:
            await session.commit()

    def start(self):
        while True:
            asyncio.run(self.run())  # plant: AL506


def twice():
    asyncio.run(count())  # plant: AL506
    asyncio.run(total())  # plant: AL506


@celery.task
def wrapped():
    return async_to_sync(count)()  # plant: AL506


def main():
    asyncio.run(count())


if __name__ == "__main__":
    main()
