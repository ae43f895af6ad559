from sqlalchemy.orm import Session

from bookstore.models import Author, Book


def get_book(db: Session, book_id: int):
    return db.query(Book).filter(Book.id == book_id).first()


def get_author(db: Session, author_id):
    return db.query(Author).get(author_id)


def get_book_by_title(db: Session, title: str):
    return db.query(Book).filter_by(title=title).one_or_none()


def get_books(db: Session, skip: int = 0, limit: int = 100):
    # 싼 것부터
    return db.query(Book).order_by(Book.price).offset(skip).limit(limit).all()


def the_only(db: Session, name):
    return db.query(Author).filter(Author.name == name).one()


def titles(db: Session):
    return [book.title for book in db.query(Book).order_by(Book.id)]


def titles_and_prices(db: Session):
    return (
        db.query(Book.title, Book.price)
        .filter(Book.price > 10000)
        .order_by(Book.price.desc())
        .all()
    )


def first_title(db: Session):
    (title,) = db.query(Book.title).order_by(Book.id).first()
    return title


def prices(db: Session):
    return {title: price for title, price in db.query(Book.title, Book.price)}


def create_book(db: Session, title: str, author: str):
    author_id = db.query(Author).filter(Author.name == author).first().id
    db_book = Book(title=title, author_id=author_id)
    db.add(db_book)
    db.commit()
    db.refresh(db_book)
    return db_book


def page(db: Session, start, stop):
    return db.query(Book).order_by(Book.id)[start:stop]
