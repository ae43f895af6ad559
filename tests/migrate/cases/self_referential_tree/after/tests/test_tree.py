import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from catalog.models import Category, Menu
from catalog.tree import breadcrumb, menu, menus, whole_tree


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        food = Category(name="식품", children=[Category(name="과일", children=[Category(name="감귤")]), Category(name="채소")])
        session.add(food)
        await session.commit()
        session.expunge_all()
        yield session


async def test_whole_tree(session):
    assert await whole_tree(session) == [
        {
            "name": "식품",
            "children": [
                {"name": "과일", "children": [{"name": "감귤", "children": []}]},
                {"name": "채소", "children": []},
            ],
        }
    ]


async def test_breadcrumb(session):
    from sqlmodel import select

    citrus = (await session.exec(select(Category).where(Category.name == "감귤"))).one()
    session.expunge_all()
    assert await breadcrumb(session, citrus.id) == "식품 > 과일 > 감귤"
    assert await breadcrumb(session, 99) == ""


async def test_menus(session):
    session.add(Menu(name="a", children=[Menu(name="b", children=[Menu(name="c")]), Menu(name="d")]))
    await session.commit()
    session.expunge_all()
    assert await menus(session) == {"a": 4, "a/b": 2, "a/d": 1, "a/b/c": 1}
    session.expunge_all()
    assert await menu(session, 4) == ("a/b/c", 1)
