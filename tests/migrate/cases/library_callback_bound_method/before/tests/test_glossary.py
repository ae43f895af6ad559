import pytest
from sqlmodel import Session, SQLModel, create_engine

from glossary import Glossary, Term


@pytest.fixture
def glossary():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Term(word="봄", meaning="3월부터"))
        session.commit()
        yield Glossary(session)
    engine.dispose()


def test_words(glossary):
    assert glossary.words() == ["봄"]
