from functools import partial

from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from lookup.db import Country, Currency


async def fetch(model: type[SQLModel], session: AsyncSession, code: str):
    return await session.get(model, code)


def pad(width: int, text: str) -> str:
    return text.rjust(width)


fetch_country = partial(fetch, Country)
pad5 = partial(pad, 5)

HANDLERS = {
    "country": fetch_country,
    "currency": partial(fetch, Currency),
}


async def lookup(session: AsyncSession, kind: str, code: str):
    return await HANDLERS[kind](session, code)


async def labels(session: AsyncSession, codes: list[str]) -> list[str]:
    country = partial(fetch_country, session)
    found = []
    for code in codes:
        if row := await country(code):
            found.append(pad5(row.code) + " " + row.name)
    return found
