from functools import partial, wraps

from sqlalchemy import select

from app.context import Context, Current, Order, current_session, unit_of_work


def flushed(function=None, *, times: int = 1):
    if function is None:
        return partial(flushed, times=times)

    @wraps(function)
    async def wrapper(*args):
        result = await function(*args)
        for _ in range(times):
            await Current.session.flush()
        return result

    return wrapper


async def place(context: Context) -> int:
    order = Order(buyer=context.user)
    context.session.add(order)
    await context.session.flush()
    return order.id


@flushed(times=2)
async def renamed(order: Order, buyer: str) -> int:
    order.buyer = buyer
    return order.id


async def renamed_first(buyer: str) -> int:
    first = (await Current.session.scalars(select(Order).order_by(Order.id))).first()
    return await renamed(first, buyer) + await Current.orders


async def mine(context) -> list[int]:
    # 세션은 문맥에서 꺼낸다
    return list(await current_session().scalars(select(Order.id).where(Order.buyer == context.user)))


async def order_twice(user: str) -> list[int]:
    async with unit_of_work(user) as context:
        await place(context)
        await place(context)
        return await mine(context)
