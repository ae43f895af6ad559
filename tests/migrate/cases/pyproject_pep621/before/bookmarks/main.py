import os

from fastapi import Depends, FastAPI, HTTPException
from sqlmodel import Field, Session, SQLModel, create_engine, select

DATABASE_URL = os.environ.get("BOOKMARKS_DB", "mysql+pymysql://app@localhost:3306/bookmarks?charset=utf8mb4")


class Bookmark(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(max_length=500)
    memo: str = Field(default="", max_length=200)


engine = create_engine(DATABASE_URL, pool_pre_ping=True, pool_recycle=3600)


def get_session():
    with Session(engine) as session:
        yield session


app = FastAPI()


@app.get("/bookmarks")
def search(word: str = "", session: Session = Depends(get_session)):
    return session.exec(select(Bookmark).where(Bookmark.memo.contains(word))).all()


@app.delete("/bookmarks/{bookmark_id}")
def delete(bookmark_id: int, session: Session = Depends(get_session)):
    bookmark = session.get(Bookmark, bookmark_id)
    if bookmark is None:
        raise HTTPException(404)
    session.delete(bookmark)
    session.commit()
    return {"deleted": bookmark.url}
