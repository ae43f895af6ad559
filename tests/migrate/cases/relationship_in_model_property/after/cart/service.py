from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from cart.models import Cart


async def amount_due(session: AsyncSession, cart_id: int) -> int:
    cart = await session.get(Cart, cart_id)
    if cart is None or cart.is_empty:
        return 0
    return cart.total


async def big_spenders(session: AsyncSession, over: int) -> list[str]:
    carts = (await session.exec(select(Cart))).all()
    return sorted(cart.owner for cart in carts if cart.total > over)
