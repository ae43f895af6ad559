import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from bookstore.models import Author, Base, Book
from bookstore.odd import Books


@pytest.fixture()
def db():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = sessionmaker(bind=engine, query_cls=Books)()
    han = Author(name="한강")
    park = Author(name="박완서")
    session.add_all([han, park])
    session.flush()
    session.add_all(
        [
            Book(title="채식주의자", price=12000, author_id=han.id),
            Book(title="소년이 온다", price=15000, author_id=han.id),
            Book(title="나목", price=9000, author_id=park.id),
        ]
    )
    session.commit()
    yield session
    session.close()
    engine.dispose()
