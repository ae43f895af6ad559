from typing import Optional

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine

engine = create_engine("sqlite:///forum.db", connect_args={"check_same_thread": False})


@event.listens_for(Engine, "connect")
def set_sqlite_pragma(dbapi_connection, connection_record):
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


class Thread(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    title: str
    replies: list["Reply"] = Relationship(back_populates="thread", cascade_delete=True)


class Reply(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    text: str
    thread_id: int = Field(foreign_key="thread.id", nullable=False)
    thread: Thread = Relationship(back_populates="replies")


app = FastAPI()


def get_session():
    with Session(engine) as session:
        yield session


@app.delete("/threads/{thread_id}", status_code=204)
def delete_thread(thread_id: int, session: Session = Depends(get_session)) -> None:
    thread = session.get(Thread, thread_id)
    if thread is None:
        raise HTTPException(404, "없는 글타래입니다")
    # 댓글은 읽은 적이 없어도 같이 지워진다
    session.delete(thread)
    session.commit()


@app.delete("/threads/{thread_id}/replies", status_code=204)
def clear_replies(thread_id: int, session: Session = Depends(get_session)) -> None:
    thread = session.get(Thread, thread_id)
    for reply in thread.replies:
        session.delete(reply)
    session.commit()
