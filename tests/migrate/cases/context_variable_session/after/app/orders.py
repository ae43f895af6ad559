from sqlalchemy import select

from app.context import Context, Order, current_session, unit_of_work


async def place(context: Context) -> int:
    order = Order(buyer=context.user)
    context.session.add(order)
    await context.session.flush()
    return order.id


async def mine(context) -> list[int]:
    # 세션은 문맥에서 꺼낸다
    return list(await current_session().scalars(select(Order.id).where(Order.buyer == context.user)))


async def order_twice(user: str) -> list[int]:
    async with unit_of_work(user) as context:
        await place(context)
        await place(context)
        return await mine(context)
