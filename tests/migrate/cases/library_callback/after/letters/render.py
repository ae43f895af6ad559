import json
import re

from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from letters.db import Placeholder


def lookup(session: Session, name: str) -> str:
    found = session.get(Placeholder, name)
    return found.text if found else f"<{name}?>"


def fill(session: Session, template: str) -> str:
    # re.sub는 함수를 기다려 주지 않는다
    return re.sub(r"\{(\w+)\}", lambda match: lookup(session, match[1]), template)


def to_json(values: dict, session: Session) -> str:
    def encode(value):
        if isinstance(value, set):
            return sorted(value)
        return lookup(session, value.__class__.__name__)

    return json.dumps(values, default=encode, ensure_ascii=False)


async def letter(session: AsyncSession, template: str, extra: dict) -> str:
    return await session.run_sync(fill, template) + "\n" + await session.run_sync(lambda sync_session: to_json(extra, sync_session))


def filled(session: Session, templates: list[str]):
    def text(match):
        return lookup(session, match[1])

    return (re.sub(r"\{(\w+)\}", text, template) for template in templates)


async def lines(session: AsyncSession, templates: list[str]) -> str:
    return "\n".join(await session.run_sync(lambda sync_session: list(filled(sync_session, templates))))
