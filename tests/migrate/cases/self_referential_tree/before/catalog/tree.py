from sqlmodel import Session, select

from catalog.models import Category, Menu


def as_tree(category: Category) -> dict:
    """하위 분류를 끝까지 내려간다 (세션은 호출한 쪽이 갖고 있다)."""
    return {"name": category.name, "children": [as_tree(child) for child in category.children]}


def path_of(category: Category) -> str:
    names = [category.name]
    while category.parent is not None:
        category = category.parent
        names.insert(0, category.name)
    return " > ".join(names)


def whole_tree(session: Session) -> list[dict]:
    roots = session.exec(select(Category).where(Category.parent_id == None)).all()  # noqa: E711
    return [as_tree(root) for root in roots]


def breadcrumb(session: Session, category_id: int) -> str:
    category = session.get(Category, category_id)
    return path_of(category) if category else ""


def menus(session: Session) -> dict[str, int]:
    return {str(menu): len(menu) for menu in session.exec(select(Menu).order_by(Menu.id))}


def menu(session: Session, menu_id: int) -> tuple[str, int]:
    found = session.get_one(Menu, menu_id)
    return str(found), len(found)
