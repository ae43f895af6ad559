import inspect
import logging
from typing import Callable, Dict, List

from sqlalchemy.ext.asyncio import AsyncSession

from bot.commands import Memo

logger = logging.getLogger(__name__)
shown: List[str] = []


async def keep(message: str, session: AsyncSession) -> None:
    session.add(Memo(text=message))
    await session.commit()


async def announce(message: str, prefix: str) -> None:
    shown.append(prefix + message)


HANDLERS = {"썼다": [keep, announce], "보았다": [announce]}


class Bus:
    def __init__(self, handlers: Dict[str, List[Callable]]):
        self.handlers = handlers

    async def handle(self, event: str, message: str) -> None:
        for handler in self.handlers[event]:
            logger.debug("%s: %s", event, handler)
            await handler(message)


def inject(handler, dependencies):
    wanted = inspect.signature(handler).parameters
    found = {name: dependency for name, dependency in dependencies.items() if name in wanted}
    return lambda message: handler(message, **found)


def bootstrap(session: AsyncSession, prefix: str) -> Bus:
    dependencies = {"session": session, "prefix": prefix}
    return Bus({
        event: [inject(handler, dependencies) for handler in handlers] for event, handlers in HANDLERS.items()
    })
