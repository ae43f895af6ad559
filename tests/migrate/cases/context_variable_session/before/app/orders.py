from sqlalchemy import select

from app.context import Context, Order, current_session, unit_of_work


def place(context: Context) -> int:
    order = Order(buyer=context.user)
    context.session.add(order)
    context.session.flush()
    return order.id


def mine(context) -> list[int]:
    # 세션은 문맥에서 꺼낸다
    return list(current_session().scalars(select(Order.id).where(Order.buyer == context.user)))


def order_twice(user: str) -> list[int]:
    with unit_of_work(user) as context:
        place(context)
        place(context)
        return mine(context)
