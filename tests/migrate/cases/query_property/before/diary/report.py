from diary.models import Author, Entry


def counts():
    return {"authors": Author.query.count(), "starred": Entry.query.filter(Entry.stars > 0).count()}
