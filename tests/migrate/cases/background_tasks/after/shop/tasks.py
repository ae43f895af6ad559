from sqlalchemy import func, select

from shop.db import Order, SessionLocal

lines = []


async def send_receipt(order_id: int) -> None:
    """요청과는 별개의 세션을 연다."""
    db = SessionLocal()
    try:
        order = await db.get(Order, order_id)
        order.mailed = True
        await db.commit()
    finally:
        await db.close()


def write_line(text: str) -> None:
    lines.append(text)


async def count_unsent() -> int:
    async with SessionLocal() as db:
        return await db.scalar(select(func.count(Order.id)).where(Order.mailed.is_(False)))
