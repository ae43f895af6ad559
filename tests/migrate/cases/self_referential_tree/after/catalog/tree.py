from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from catalog.models import Category, Menu


async def as_tree(category: Category) -> dict:
    """하위 분류를 끝까지 내려간다 (세션은 호출한 쪽이 갖고 있다)."""
    return {"name": category.name, "children": [await as_tree(child) for child in await category.awaitable_attrs.children]}


async def path_of(category: Category) -> str:
    names = [category.name]
    while await category.awaitable_attrs.parent is not None:
        category = await category.awaitable_attrs.parent
        names.insert(0, category.name)
    return " > ".join(names)


async def whole_tree(session: AsyncSession) -> list[dict]:
    roots = (await session.exec(select(Category).where(Category.parent_id == None))).all()  # noqa: E711
    return [await as_tree(root) for root in roots]


async def breadcrumb(session: AsyncSession, category_id: int) -> str:
    category = await session.get(Category, category_id)
    return await path_of(category) if category else ""


async def menus(session: AsyncSession) -> dict[str, int]:
    return {str(menu): len(menu) for menu in await session.exec(select(Menu).order_by(Menu.id))}


async def menu(session: AsyncSession, menu_id: int) -> tuple[str, int]:
    found = await session.get_one(Menu, menu_id)
    return str(found), len(found)
