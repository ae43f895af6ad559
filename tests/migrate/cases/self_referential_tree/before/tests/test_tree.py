import pytest
from sqlmodel import Session, SQLModel, create_engine

from catalog.models import Category, Menu
from catalog.tree import breadcrumb, menu, menus, whole_tree


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


def test_menus(session):
    session.add(Menu(name="a", children=[Menu(name="b", children=[Menu(name="c")]), Menu(name="d")]))
    session.commit()
    session.expunge_all()
    assert menus(session) == {"a": 4, "a/b": 2, "a/d": 1, "a/b/c": 1}
    session.expunge_all()
    assert menu(session, 4) == ("a/b/c", 1)
