from sqlmodel import Session, select

from cart.models import Cart


def amount_due(session: Session, cart_id: int) -> int:
    cart = session.get(Cart, cart_id)
    if cart is None or cart.is_empty:
        return 0
    return cart.total


def big_spenders(session: Session, over: int) -> list[str]:
    carts = session.exec(select(Cart)).all()
    return sorted(cart.owner for cart in carts if cart.total > over)
