from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from sqlalchemy import select

from shop.db import Setting, Unit


@lru_cache
def currency():
    # 바뀌지 않으므로 한 번만 읽는다
    with Unit() as session:
        return session.scalar(select(Setting.value).where(Setting.name == "currency"))


class Price:
    def __init__(self, amount):
        self.amount = amount

    def __str__(self):
        return f"{self.amount} {currency()}"


def value_of(name):
    with Unit() as session:
        return session.scalar(select(Setting.value).where(Setting.name == name))


def values_of(names):
    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(zip(names, pool.map(value_of, names)))
