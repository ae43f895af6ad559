import inspect
import logging
from typing import Callable, Dict, List

from sqlalchemy.orm import Session

from bot.commands import Memo

logger = logging.getLogger(__name__)
shown: List[str] = []


def keep(message: str, session: Session) -> None:
    session.add(Memo(text=message))
    session.commit()


def announce(message: str, prefix: str) -> None:
    shown.append(prefix + message)


HANDLERS = {"썼다": [keep, announce], "보았다": [announce]}


class Bus:
    def __init__(self, handlers: Dict[str, List[Callable]]):
        self.handlers = handlers

    def handle(self, event: str, message: str) -> None:
        for handler in self.handlers[event]:
            logger.debug("%s: %s", event, handler)
            handler(message)


def inject(handler, dependencies):
    wanted = inspect.signature(handler).parameters
    found = {name: dependency for name, dependency in dependencies.items() if name in wanted}
    return lambda message: handler(message, **found)


def bootstrap(session: Session, prefix: str) -> Bus:
    dependencies = {"session": session, "prefix": prefix}
    return Bus({
        event: [inject(handler, dependencies) for handler in handlers] for event, handlers in HANDLERS.items()
    })
