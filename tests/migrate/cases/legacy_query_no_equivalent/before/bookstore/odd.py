from sqlalchemy.orm import Query, Session

from bookstore.models import Author, Book


def cheap_or_expensive(db: Session):
    cheap = db.query(Book.title).filter(Book.price < 10000)
    expensive = db.query(Book.title).filter(Book.price > 14000)
    return sorted(title for (title,) in cheap.union(expensive).all())


def chained_union(db: Session) -> int:
    return db.query(Book).filter(Book.id == 1).union_all(db.query(Book).filter(Book.id == 2)).count()


def last_names(db: Session):
    result = db.query(Author).order_by(Author.id)
    return [a.name for a in reversed(result.all())]


def sql(db: Session) -> str:
    return str(db.query(Book).filter(Book.id == 1))


def import_books(db: Session, rows: list[dict]) -> int:
    db.bulk_insert_mappings(Book, rows)
    db.commit()
    return len(rows)


def by_values(db: Session, prices: dict[int, int]):
    db.bulk_update_mappings(Book, [{"id": i, "price": p} for i, p in prices.items()])
    db.commit()


class Books(Query):
    def cheap(self):
        return self.filter(Book.price < 10000)

    def first_or_fail(self):
        found = self.first()
        if found is None:
            raise LookupError
        return found


def writes_cheaply(db: Session) -> str:
    book = db.query(Book).cheap().first_or_fail()
    return book.author.name
