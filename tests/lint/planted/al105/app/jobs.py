import asyncio
from asyncio import run as go

import anyio
from asgiref.sync import async_to_sync


async def load():
    return [1]


def now():
    return asyncio.run(load())


def through():
    rows = now()
    return rows


def by_loop():
    loop = asyncio.get_event_loop()
    return loop.run_until_complete(load())


def guarded():
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(load())
    return None


def if_idle():
    loop = asyncio.get_event_loop()
    if loop.is_running():
        return asyncio.ensure_future(load())
    return loop.run_until_complete(load())


class Loader:
    def __init__(self, lazy=False) -> None:
        self.rows = None if lazy else go(load())

    def again(self):
        with asyncio.Runner() as runner:
            self.rows = runner.run(load())

    @classmethod
    def some(cls):
        return anyio.run(load)

    @staticmethod
    def bridged():
        return async_to_sync(load)()


def main():
    print(through(), by_loop(), guarded(), if_idle(), Loader().again())


if __name__ == "__main__":
    main()
