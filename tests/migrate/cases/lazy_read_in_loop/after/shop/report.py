from sqlalchemy import select
from sqlalchemy.orm import selectinload

from .models import Order, OrderLine


async def sales_report(db):
    """주문별 합계"""
    report = {}
    for order in await db.scalars(select(Order).options(selectinload(Order.lines).selectinload(OrderLine.product)).order_by(Order.id)):
        total = 0
        for line in order.lines:
            total += line.quantity * line.product.price
        report[order.customer] = total
    return report


async def packing_slip(db, order_id):
    order = (await db.scalars(select(Order).options(selectinload(Order.lines).selectinload(OrderLine.product)).filter(Order.id == order_id).limit(1))).first()
    rows = []
    for line in order.lines:
        rows.append(f"{line.product.name} x {line.quantity}")
    return "\n".join(rows)


async def customers_of(db, product_id):
    lines = (await db.scalars(select(OrderLine).options(selectinload(OrderLine.order)).filter(OrderLine.product_id == product_id))).all()
    return sorted({line.order.customer for line in lines})
