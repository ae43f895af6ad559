from sqlalchemy import and_, case, desc, func
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from bookstore.models import Author, Book


def n_books(db: Session, author: str) -> int:
    return db.query(Book).join(Author).filter(Author.name == author).count()


def n_all(db: Session) -> int:
    return db.query(func.count(Book.id)).scalar()


def n_distinct(db: Session):
    return db.query(Book.author_id).distinct().count()


def n_marked(db: Session) -> int:
    return db.query(Book).execution_options(marked=True).count()


def n_expensive(db: Session) -> int:
    query = db.query(Book).execution_options(marked=True)
    return query.filter(Book.price > 10000).count()


def average(db: Session):
    return db.query(func.avg(Book.price)).filter(Book.author_id.isnot(None)).scalar()


def has_books(db: Session, author: str) -> bool:
    return db.query(db.query(Book).join(Book.author).filter(Author.name == author).exists()).scalar()


def per_author(db: Session):
    rows = (
        db.query(Author.name, func.count(Book.id).label("n"), func.sum(Book.price).label("total"))
        .outerjoin(Book, Book.author_id == Author.id)
        .group_by(Author.name)
        .having(func.count(Book.id) > 0)
        .order_by(desc("n"))
        .all()
    )
    return [{"name": row.name, "n": row.n, "total": row.total} for row in rows]


def above_average(db: Session):
    avg = db.query(func.avg(Book.price)).scalar_subquery()
    return [t for (t,) in db.query(Book.title).filter(Book.price > avg).order_by(Book.id).all()]


def with_counts(db: Session):
    sub = db.query(Book.author_id, func.count("*").label("n")).group_by(Book.author_id).subquery()
    query = db.query(Author, sub.c.n).outerjoin(sub, Author.id == sub.c.author_id).order_by(Author.id)
    return [(author.name, n) for author, n in query]


def pairs(db: Session):
    other = aliased(Book)
    return db.query(Book.title, other.title).join(other, and_(Book.author_id == other.author_id, Book.id < other.id)).all()


def shelves(db: Session):
    authors = db.query(Author).options(joinedload(Author.books)).order_by(Author.id).all()
    return {author.name: len(author.books) for author in authors}


def expensive_authors(db: Session):
    query = db.query(Author).join(Author.books).filter(Book.price > 10000).options(contains_eager(Author.books))
    return [(author.name, sorted(b.title for b in author.books)) for author in query.all()]


def with_books(db: Session):
    # 책이 여러 권이어도 작가는 한 번만
    return [author.name for author in db.query(Author).join(Author.books).order_by(Author.id)]


def labels(db: Session):
    label = case((Book.price > 10000, "비쌈"), else_="쌈")
    return db.query(Book.title).with_entities(label).order_by(Book.id).all()
