from sqlmodel import Field, SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Item(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    warehouse: str
    sku: str
    quantity: int


async def quantity(session: AsyncSession, warehouse: str, sku: str) -> int:
    query = select(func.coalesce(func.sum(Item.quantity), 0))
    return (await session.exec(query.where(Item.warehouse == warehouse, Item.sku == sku))).one()


async def skus(session: AsyncSession, warehouse: str) -> list[str]:
    return list(await session.exec(select(Item.sku).where(Item.warehouse == warehouse).order_by(Item.sku).distinct()))


async def as_list(session, sku, warehouses):
    return [await quantity(session, w, sku) for w in warehouses]


async def as_dict(session, warehouse):
    return {sku: await quantity(session, warehouse, sku) for sku in await skus(session, warehouse)}  # noqa: AL306


async def as_set(session, sku, warehouses):
    return {await quantity(session, w, sku) for w in warehouses if await quantity(session, w, sku) > 0}


async def nested(session, warehouses):
    return [(w, sku) for w in warehouses for sku in await skus(session, w)]


async def table(session, warehouses):
    # 창고별 표 (컴프리헨션 안의 컴프리헨션)
    return {w: [f"{sku}={await quantity(session, w, sku)}" for sku in await skus(session, w)] for w in warehouses}  # noqa: AL306


async def total(session, sku, warehouses):
    return sum([await quantity(session, w, sku) for w in warehouses])


async def summary(session, warehouses):
    return ", ".join([sku for w in warehouses for sku in await skus(session, w)])
