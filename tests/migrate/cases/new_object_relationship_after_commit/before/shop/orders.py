from sqlmodel import Session

from shop.models import Order, Payment


def place_order(session: Session, customer_id: int, memo: str = "") -> dict:
    order = Order(customer_id=customer_id, memo=memo)
    session.add(order)
    session.commit()
    session.refresh(order)
    # 방금 만든 주문의 고객 이름까지 돌려준다
    return {"id": order.id, "customer": order.customer.name, "paid": sum(p.amount for p in order.payments)}


def pay(session: Session, order_id: int, amount: int) -> str:
    payment = Payment(order_id=order_id, amount=amount)
    session.add(payment)
    session.commit()
    return f"{payment.order.customer.name}: {payment.amount}원"
