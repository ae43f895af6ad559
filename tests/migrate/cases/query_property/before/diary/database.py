from sqlalchemy import create_engine
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

engine = create_engine("sqlite:///diary.db")
db_session = scoped_session(sessionmaker(bind=engine))


class Model:
    @classmethod
    def find(cls, **by):
        return cls.query.filter_by(**by).first()

    def save(self):
        db_session.add(self)
        db_session.commit()
        return self


Base = declarative_base(cls=Model)
Base.query = db_session.query_property()
