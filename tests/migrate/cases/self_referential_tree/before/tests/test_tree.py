import pytest
from sqlmodel import Session, SQLModel, create_engine

from catalog.models import Category
from catalog.tree import breadcrumb, whole_tree


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        food = Category(name="식품", children=[Category(name="과일", children=[Category(name="감귤")]), Category(name="채소")])
        session.add(food)
        session.commit()
        session.expunge_all()
        yield session


def test_whole_tree(session):
    assert whole_tree(session) == [
        {
            "name": "식품",
            "children": [
                {"name": "과일", "children": [{"name": "감귤", "children": []}]},
                {"name": "채소", "children": []},
            ],
        }
    ]


def test_breadcrumb(session):
    from sqlmodel import select

    citrus = session.exec(select(Category).where(Category.name == "감귤")).one()
    session.expunge_all()
    assert breadcrumb(session, citrus.id) == "식품 > 과일 > 감귤"
    assert breadcrumb(session, 99) == ""
