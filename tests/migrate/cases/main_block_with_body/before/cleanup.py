import os
from datetime import datetime, timedelta

from sqlalchemy import Column, DateTime, Integer, create_engine, delete
from sqlalchemy.orm import declarative_base, sessionmaker

engine = create_engine(os.getenv("CLEANUP_DB", "sqlite:///tokens.sqlite3"))
Session = sessionmaker(bind=engine)
Base = declarative_base()


class Token(Base):
    __tablename__ = "tokens"
    id = Column(Integer, primary_key=True)
    expires = Column(DateTime)


def remove_expired(session, now):
    result = session.execute(delete(Token).where(Token.expires < now))
    session.commit()
    return result.rowcount


if __name__ == "__main__":
    Base.metadata.create_all(engine)
    now = datetime.now()
    with Session() as session:
        # 시험용으로 하나를 넣고 지운다
        session.add(Token(expires=now - timedelta(days=1)))
        session.commit()
        removed = remove_expired(session, now)
    print("removed", removed)
