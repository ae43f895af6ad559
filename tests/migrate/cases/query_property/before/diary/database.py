from sqlalchemy import create_engine
from sqlalchemy.orm import Query, declarative_base, scoped_session, sessionmaker

engine = create_engine("sqlite:///diary.db")


class Search(Query):
    def one_or_fail(self, message="nothing found"):
        found = self.first()
        if found is None:
            raise LookupError(message)
        return found


db_session = scoped_session(sessionmaker(bind=engine, query_cls=Search))


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
