import logging
from functools import partial, wraps

from sqlalchemy import create_engine, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_engine("sqlite:///shop.db")
SessionLocal = sessionmaker(engine)
log = logging.getLogger(__name__)


class Base(DeclarativeBase):
    def save(self, db):
        db.add(self)
        db.flush()
        return self


class Item(Base):
    __tablename__ = "item"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    price: Mapped[int]


def with_session(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        with SessionLocal() as db:
            result = function(db, *args, **kwargs)
            db.commit()
            return result

    return wrapper


def in_session(method):
    @wraps(method)
    def wrapper(self, *args, **kwargs):
        with SessionLocal() as db:
            return method(self, db, *args, **kwargs)

    return wrapper


def logged(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        log.info("%s%s", function.__name__, args)
        return function(*args, **kwargs)

    return wrapper


@with_session
def add(db, name, price):
    return Item(name=name, price=price).save(db).id


@logged
@with_session
def rename(db, item_id, name):
    item = db.get(Item, item_id)
    item.name = name
    return item.id


@with_session
@logged
def remove(db, name):
    return db.query(Item).filter_by(name=name).delete()


class Prices:
    @in_session
    def above(self, db, least):
        return [item.name for item in db.query(Item).filter(Item.price > least).order_by(Item.id)]

    @logged
    @in_session
    def total(self, db, *names):
        return db.query(func.sum(Item.price)).filter(Item.name.in_(names)).scalar()


def _price(db, name):
    return db.query(Item.price).filter_by(name=name).scalar()


def label_of(name, form="{name}: {price}"):
    with SessionLocal() as db:
        label = partial(_label, db, form=form)
        named = partial(label, "item")
        return named(name)


def _label(db, kind, name, form):
    return kind + " " + form.format(name=name, price=_price(db, name))
