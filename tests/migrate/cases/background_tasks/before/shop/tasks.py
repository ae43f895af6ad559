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
