from collections import defaultdict

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import Bundle, Session, load_only

from bookstore.models import Author, Book


def pairs(db: Session):
    return [(a.name, b.title) for a, b in db.execute(select(Author, Book).join(Author.books).order_by(Book.id))]


def legacy_pairs(db: Session):
    return [(author.name, book.title) for author, book in db.query(Author, Book).filter(Author.id == Book.author_id).order_by(Book.id).all()]


def by_author(db: Session) -> dict[str, list[str]]:
    shelves = defaultdict(list)
    for name, title in db.query(Author.name, Book.title).join(Book, Book.author_id == Author.id).order_by(Book.id):
        shelves[name].append(title)
    return dict(shelves)


def one_pair(db: Session, book_id):
    author, book = db.query(Author, Book).join(Book).filter(Book.id == book_id).one()
    return author.name, book.title


def maybe(db: Session, book_id):
    row = db.query(Book.title, Book.price).filter(Book.id == book_id).one_or_none()
    return row._asdict() if row else {}


def cheapest(db: Session) -> tuple[str, int]:
    title, price = db.execute(select(Book.title, Book.price).order_by(Book.price)).first()
    return title, price


def named(db: Session):
    row = db.query(func.min(Book.price).label("low"), func.max(Book.price).label("high")).one()
    return row.low, row.high


def bundles(db: Session):
    bundle = Bundle("book", Book.title, Book.price)
    return [row.book.title for row in db.execute(select(bundle).where(tuple_(Book.id, Book.price) == (3, 9000)))]


def only_titles(db: Session):
    return [b.title for b in db.query(Book).options(load_only(Book.title)).order_by(Book.id.desc())]


def kinds(db: Session):
    return db.query(literal("책"), Book.title).filter(Book.id.in_(db.query(Book.id).filter(Book.price > 12000))).all()


def names_of(db: Session, *ids: int):
    names = dict(db.query(Author.id, Author.name).all())
    return [names.get(i, "?") for i in ids]


def scalars_of_columns(db: Session):
    return db.scalars(select(Author.name).order_by(Author.id)).all(), db.execute(select(Book.id)).scalars().all()
