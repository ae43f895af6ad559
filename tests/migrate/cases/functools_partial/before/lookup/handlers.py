from functools import partial

from sqlmodel import Session, SQLModel

from lookup.db import Country, Currency


def fetch(model: type[SQLModel], session: Session, code: str):
    return session.get(model, code)


def pad(width: int, text: str) -> str:
    return text.rjust(width)


fetch_country = partial(fetch, Country)
pad5 = partial(pad, 5)

HANDLERS = {
    "country": fetch_country,
    "currency": partial(fetch, Currency),
}


def lookup(session: Session, kind: str, code: str):
    return HANDLERS[kind](session, code)


def labels(session: Session, codes: list[str]) -> list[str]:
    country = partial(fetch_country, session)
    found = []
    for code in codes:
        if row := country(code):
            found.append(pad5(row.code) + " " + row.name)
    return found
