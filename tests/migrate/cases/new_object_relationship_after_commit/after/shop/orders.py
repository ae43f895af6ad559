from sqlmodel.ext.asyncio.session import AsyncSession

from shop.models import Order, Payment


async def place_order(session: AsyncSession, customer_id: int, memo: str = "") -> dict:
    order = Order(customer_id=customer_id, memo=memo)
    session.add(order)
    await session.commit()
    await session.refresh(order)
    # 방금 만든 주문의 고객 이름까지 돌려준다
    return {"id": order.id, "customer": (await order.awaitable_attrs.customer).name, "paid": sum(p.amount for p in await order.awaitable_attrs.payments)}


async def pay(session: AsyncSession, order_id: int, amount: int) -> str:
    payment = Payment(order_id=order_id, amount=amount)
    session.add(payment)
    await session.commit()
    return f"{(await (await payment.awaitable_attrs.order).awaitable_attrs.customer).name}: {payment.amount}원"
