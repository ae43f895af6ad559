from functools import partial, wraps

from sqlalchemy import select

from app.context import Context, Current, Order, current_session, unit_of_work


def flushed(function=None, *, times: int = 1):
    if function is None:
        return partial(flushed, times=times)

    @wraps(function)
    def wrapper(*args):
        result = function(*args)
        for _ in range(times):
            Current.session.flush()
        return result

    return wrapper


def place(context: Context) -> int:
    order = Order(buyer=context.user)
    context.session.add(order)
    context.session.flush()
    return order.id


@flushed(times=2)
def renamed(order: Order, buyer: str) -> int:
    order.buyer = buyer
    return order.id


def renamed_first(buyer: str) -> int:
    first = Current.session.scalars(select(Order).order_by(Order.id)).first()
    return renamed(first, buyer) + Current.orders


def mine(context) -> list[int]:
    # 세션은 문맥에서 꺼낸다
    return list(current_session().scalars(select(Order.id).where(Order.buyer == context.user)))


def order_twice(user: str) -> list[int]:
    with unit_of_work(user) as context:
        place(context)
        place(context)
        return mine(context)
