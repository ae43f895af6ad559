from sqlalchemy import func, select

from diary.database import db_session
from diary.models import Author, Entry


async def text_of(key):
    return (await db_session().run_sync(lambda session: session.query(Entry).filter_by(id=key).one_or_fail(message="no entry"))).text


async def counts():
    return {"authors": await db_session.scalar(select(func.count()).select_from(Author)), "starred": await db_session.scalar(select(func.count()).select_from(Entry).filter(Entry.stars > 0))}
