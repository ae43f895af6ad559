from sqlalchemy.orm import joinedload

from .database import db_session
from .models import Author, Entry


def of(name):
    return (
        Entry.query
        .join(Entry.author)
        .filter(Author.name == name)
        .order_by(Entry.id)
        .all()
    )


def page(query, number, size=2):
    return [entry.text for entry in query.offset(number * size).limit(size)], query.count()


def search(word=None):
    query = Entry.query.options(joinedload(Entry.author))
    if word:
        query = query.filter(Entry.text.contains(word))
    return page(query.order_by(Entry.id), 0)


def one(model, key):
    return model.query.get(key)


def star(key):
    changed = Entry.query.filter_by(id=key).update({Entry.stars: Entry.stars + 1})
    db_session.commit()
    return changed


def forget(name):
    for entry in of(name):
        db_session.delete(entry)
    Author.query.filter(Author.name == name).delete(synchronize_session=False)
    db_session.commit()


def copy(entries):
    db_session.bulk_save_objects([Entry(text=entry.text) for entry in entries])
    db_session.commit()
