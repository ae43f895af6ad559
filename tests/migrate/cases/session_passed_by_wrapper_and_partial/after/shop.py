import logging
from functools import partial, wraps

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("sqlite+aiosqlite:///shop.db")
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)
log = logging.getLogger(__name__)


class Base(DeclarativeBase):
    async def save(self, db):
        db.add(self)
        await db.flush()
        return self


class Item(Base):
    __tablename__ = "item"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    price: Mapped[int]


def with_session(function):
    @wraps(function)
    async def wrapper(*args, **kwargs):
        async with SessionLocal() as db:
            result = await function(db, *args, **kwargs)
            await db.commit()
            return result

    return wrapper


def in_session(method):
    @wraps(method)
    async def wrapper(self, *args, **kwargs):
        async with SessionLocal() as db:
            return await method(self, db, *args, **kwargs)

    return wrapper


def logged(function):
    @wraps(function)
    async def wrapper(*args, **kwargs):
        log.info("%s%s", function.__name__, args)
        return await function(*args, **kwargs)

    return wrapper


@with_session
async def add(db, name, price):
    return (await Item(name=name, price=price).save(db)).id


@logged
@with_session
async def rename(db, item_id, name):
    item = await db.get(Item, item_id)
    item.name = name
    return item.id


@with_session
@logged
async def remove(db, name):
    return (await db.execute(delete(Item).filter_by(name=name))).rowcount


class Prices:
    @in_session
    async def above(self, db, least):
        return [item.name for item in await db.scalars(select(Item).filter(Item.price > least).order_by(Item.id))]

    @logged
    @in_session
    async def total(self, db, *names):
        return await db.scalar(select(func.sum(Item.price)).filter(Item.name.in_(names)))


async def _price(db, name):
    return (await db.scalars(select(Item.price).filter_by(name=name))).one_or_none()


async def label_of(name, form="{name}: {price}"):
    async with SessionLocal() as db:
        label = partial(_label, db, form=form)
        named = partial(label, "item")
        return await named(name)


async def _label(db, kind, name, form):
    return kind + " " + form.format(name=name, price=await _price(db, name))
