from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Order(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    buyer: str
    paid: bool = False


class OrderRepository:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def place(self, buyer: str) -> Order:
        order = Order(buyer=buyer)
        self.session.add(order)
        await self.session.commit()
        await self.session.refresh(order)
        return order

    async def unpaid(self) -> list[Order]:
        return list((await self.session.exec(select(Order).where(Order.paid == False))).all())  # noqa: E712


class Mailer:
    def __init__(self):
        self.sent = []

    def remind(self, to: str) -> None:
        self.sent.append(to)


class ReminderService:
    def __init__(self, orders: OrderRepository, mailer: Mailer):
        self.orders = orders
        self.mailer = mailer

    async def run(self) -> int:
        unpaid = await self.orders.unpaid()
        for order in unpaid:
            self.mailer.remind(order.buyer)
        return len(unpaid)
