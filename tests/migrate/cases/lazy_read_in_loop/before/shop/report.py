from .models import Order, OrderLine


def sales_report(db):
    """주문별 합계"""
    report = {}
    for order in db.query(Order).order_by(Order.id):
        total = 0
        for line in order.lines:
            total += line.quantity * line.product.price
        report[order.customer] = total
    return report


def packing_slip(db, order_id):
    order = db.query(Order).filter(Order.id == order_id).first()
    rows = []
    for line in order.lines:
        rows.append(f"{line.product.name} x {line.quantity}")
    return "\n".join(rows)


def customers_of(db, product_id):
    lines = db.query(OrderLine).filter(OrderLine.product_id == product_id).all()
    return sorted({line.order.customer for line in lines})
