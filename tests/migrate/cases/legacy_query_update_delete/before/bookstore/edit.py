from sqlalchemy.orm import Session

from bookstore.models import Author, Book


def raise_prices(db: Session, percent):
    n = db.query(Book).filter(Book.price < 13000).update({Book.price: Book.price * (100 + percent) / 100})
    db.commit()
    return n


def rename(db: Session, book_id, title):
    db.query(Book).filter(Book.id == book_id).update({"title": title}, synchronize_session=False)
    db.commit()


def rename_all(db: Session, old, new):
    updated = (
        db.query(Author).filter_by(name=old).update({"name": new}, synchronize_session="fetch")
    )
    db.commit()
    return updated > 0


def delete_book(db: Session, book_id):
    deleted = db.query(Book).filter(Book.id == book_id).delete()
    db.commit()
    if not deleted:
        raise LookupError(f"책이 없습니다: {book_id}")


def delete_author(db: Session, name):
    author = db.query(Author).filter(Author.name == name).first()
    db.query(Book).filter(Book.author_id == author.id).delete(synchronize_session=False)
    db.delete(author)
    db.commit()


def clear(db: Session) -> int:
    query = db.query(Book)
    count = query.delete()
    db.query(Author).delete()
    db.commit()
    return count


def patch(db: Session, book_id: int, data: dict):
    query = db.query(Book).filter(Book.id == book_id)
    book = query.first()
    if book is None:
        return None
    query.update(data, synchronize_session=False)
    db.commit()
    db.refresh(book)
    return book
