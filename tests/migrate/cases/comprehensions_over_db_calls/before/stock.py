from sqlmodel import Field, Session, SQLModel, func, select


class Item(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    warehouse: str
    sku: str
    quantity: int


def quantity(session: Session, warehouse: str, sku: str) -> int:
    query = select(func.coalesce(func.sum(Item.quantity), 0))
    return session.exec(query.where(Item.warehouse == warehouse, Item.sku == sku)).one()


def skus(session: Session, warehouse: str) -> list[str]:
    return list(session.exec(select(Item.sku).where(Item.warehouse == warehouse).order_by(Item.sku).distinct()))


def as_list(session, sku, warehouses):
    return [quantity(session, w, sku) for w in warehouses]


def as_dict(session, warehouse):
    return {sku: quantity(session, warehouse, sku) for sku in skus(session, warehouse)}  # noqa: AL306


def as_set(session, sku, warehouses):
    return {quantity(session, w, sku) for w in warehouses if quantity(session, w, sku) > 0}


def nested(session, warehouses):
    return [(w, sku) for w in warehouses for sku in skus(session, w)]


def table(session, warehouses):
    # 창고별 표 (컴프리헨션 안의 컴프리헨션)
    return {w: [f"{sku}={quantity(session, w, sku)}" for sku in skus(session, w)] for w in warehouses}  # noqa: AL306


def total(session, sku, warehouses):
    return sum(quantity(session, w, sku) for w in warehouses)


def summary(session, warehouses):
    return ", ".join(sku for w in warehouses for sku in skus(session, w))
