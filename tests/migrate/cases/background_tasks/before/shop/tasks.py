from sqlalchemy import func, select

from shop.db import Order, SessionLocal

lines = []


def send_receipt(order_id: int) -> None:
    """요청과는 별개의 세션을 연다."""
    db = SessionLocal()
    try:
        order = db.get(Order, order_id)
        order.mailed = True
        db.commit()
    finally:
        db.close()


def write_line(text: str) -> None:
    lines.append(text)


def count_unsent() -> int:
    with SessionLocal() as db:
        return db.scalar(select(func.count(Order.id)).where(Order.mailed.is_(False)))
